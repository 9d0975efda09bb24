"""Rules as data: the loader and the rule files that ship."""

from cardgen.rules.loading import Example, Rule, RuleSet, load_rules, read_rules

__all__ = ["Example", "Rule", "RuleSet", "load_rules", "read_rules"]
