# ruff: noqa: E501
"""What must never become a sentence: code, front matter, comments, menus, contents, references, lists of
links.
"""

from __future__ import annotations

import pytest
from shown_notes import blocks_of, note_of, sentences_of

SECRET = "密钥是指不该出现的话"

PLACES = {
    "fenced code": ("a.md", f"正文。\n\n```python\n# {SECRET}。\n```\n"),
    "tilde fence in a list": ("a.md", f"- 正文。\n\n  ~~~\n  {SECRET}。\n  ~~~\n"),
    "unclosed fence": ("a.md", f"正文。\n\n```\n{SECRET}。\n"),
    "indented code": ("a.md", f"正文。\n\n    x = 1  # {SECRET}\n"),
    "front matter": ("a.md", f"---\ntitle: 题\ndescription: {SECRET}。\n---\n正文。\n"),
    "toml": ("a.md", f'+++\ndescription = "{SECRET}。"\n+++\n正文。\n'),
    "broken front matter": ("a.md", f"---\ntitle: [\ndescription: {SECRET}。\n---\n正文。\n"),
    "front matter without an end": ("a.md", f"---\ntitle: 题\ndescription: {SECRET}。\n\n正文。\n"),
    "html comment": ("a.md", f"<!-- {SECRET}。 -->\n正文。<!-- {SECRET}。 -->\n"),
    "html comment over lines": ("a.md", f"<!--\n{SECRET}。\n\n{SECRET}。\n-->\n\n正文。\n"),
    "obsidian comment": ("a.md", f"正文。%%{SECRET}。%%\n"),
    "script and style": (
        "a.md",
        f"<script>\n// {SECRET}。\n\nvar x\n</script>\n<style>\n/* {SECRET} */\n</style>\n\n正文。\n",
    ),
    "liquid code": ("a.md", f"正文。\n\n{{% highlight py %}}\n# {SECRET}。\n{{% endhighlight %}}\n"),
    "footnote": ("a.md", f"正文[^1]。\n\n[^1]: {SECRET}。\n"),
    "link definition": ("a.md", f'正文。\n\n[a]: http://x.y "{SECRET}。"\n'),
    "contents": ("a.md", f"[TOC]\n\n- [{SECRET}](#a)\n  - [{SECRET}](#b)\n\n正文。\n"),
    "list of wiki links": ("a.md", f"正文。\n\n- [[{SECRET}]]\n- [[{SECRET}|{SECRET}]]\n"),
    "references": (
        "a.md",
        f"正文。\n\n## 参考资料\n\n1. [{SECRET}](http://x.y)，某人，2020\n2. {SECRET}。arXiv:1706.03762\n",
    ),
    "cited works without a heading": ("a.md", f"正文。\n\n[1] 张三. {SECRET}. 某刊, 2020.\n"),
    "contents without links": ("a.md", f"## 目录\n\n1. {SECRET}\n2. 另一章\n\n## 一\n\n正文。\n"),
    "contents with dots": ("a.md", f"目录\n\n第一章 {SECRET} ........ 1\n第二章 {SECRET} …… 12\n\n正文。\n"),
    "references in words": (
        "a.md",
        f"正文。\n\n## 📚 参考资料 & 致谢\n\n- {SECRET}，张三。\n\n{SECRET}。\n\n### 书\n\n- {SECRET}\n",
    ),
    "references below a bold line": ("a.md", f"正文。\n\n**参考文献**\n\n- {SECRET}，2020\n- {SECRET}[J]. 某刊\n"),
    "references below a colon": ("a.md", f"正文。\n\n参考资料：\n- 张三. {SECRET}[M]. 某社, 2019.\n- {SECRET}\n"),
    "see also": ("a.md", f"正文。\n\n## See also\n\n* {SECRET}\n* [[甲]]: {SECRET}.\n"),
    "citations": (
        "a.md",
        f'正文。\n\n1. Writer, A., et al. "{SECRET}." NeurIPS (2017).\n2. He, K., Zhang, X. (2016). {SECRET}. CVPR.\n\n'
        f"(4) Kingma, D. {SECRET}. In ICLR, 2015.\n\n[Vas17] Writer. {SECRET}. 2017.\n",
    ),
    "bibtex": ("a.md", f"正文。\n\n@article{{a2017,\n  title={{{SECRET}}},\n  year={{2017}}\n}}\n"),
    "footnote over lines": ("a.md", f"正文[^a]。\n\n[^a]:\n    {SECRET}。\n\n    {SECRET}。\n"),
    "abbreviations": ("a.md", f"正文。\n\n*[HTML]: {SECRET}\n*[W3C]: {SECRET}\n"),
    "front matter in the middle": (
        "a.md",
        f"# 题\n\n正文。\n\n---\ntitle: {SECRET}\ndescription: {SECRET}。\n---\n\n后文。\n",
    ),
    "front matter below a comment": ("a.md", f"<!-- c -->\n---\ntitle: 题\nsummary: {SECRET}。\n---\n\n正文。\n"),
    "copyright": (
        "a.md",
        f"正文。\n\n> 版权声明：{SECRET}，转载请附上出处。\n\n© 2020 某人. {SECRET}. All rights reserved.\n\n"
        f"本文作者：某人\n版权声明：本博客文章均采用 BY-NC-SA 许可。{SECRET}\n",
    ),
    "next and previous": ("a.md", f"**上一章**: [{SECRET}](a.md)\n\n正文。\n\n上一篇：[{SECRET}](a.md) 下一篇：[{SECRET}](b.md)\n"),
    "table of links": ("a.md", f"| 名 | 链接 |\n|---|---|\n| [{SECRET}](a) | [b](c) |\n\n正文。\n"),
    "properties": ("a.md", f"- 正文\n  id:: 63f\n  alias:: {SECRET}\n- 二\n"),
    "imports": ("a.mdx", f'import X from "./{SECRET}"\nexport const a = "{SECRET}。"\n\n正文。\n'),
    "diagram": ("a.md", f"正文。\n\n:::mermaid\ngraph TD\nA[{SECRET}] --> B\n:::\n"),
    "hugo code": ("a.md", f"正文。\n\n{{{{< highlight go >}}}}\n{SECRET}。\n{{{{< /highlight >}}}}\n"),
    "obsidian comment over lines": ("a.md", f"正文。\n\n%%\n# {SECRET}\n\n- {SECRET}。\n%%\n\n二 %% {SECRET}\n{SECRET} %% 后。\n"),
    "unclosed comments": ("a.md", f"正文。\n\n%% {SECRET}。\n\n后文。\n\n<!-- {SECRET}。\n\n{SECRET}。\n"),
    "html comment in a list": ("a.md", f"- 正文\n  <!--\n  {SECRET}。\n\n  {SECRET}。\n  -->\n- 二\n"),
    "fence in a fence": ("a.md", f"正文。\n\n````md\n```py\n{SECRET}。\n```\n{SECRET}。\n````\n"),
    "fence that an indent does not close": ("a.md", f"正文。\n\n```py\n{SECRET}。\n    ```\n{SECRET}。\n```\n"),
    "fence in a quote": ("a.md", f"正文。\n\n> ~~~\n> {SECRET}。\n> ~~~\n"),
    "unclosed fence in a list": ("a.md", f"正文。\n\n- 项\n  ```\n  {SECRET}。\n"),
    "pointer": ("a.md", f"参考：[{SECRET}](http://x.y)，[{SECRET}](b.md)\n\n正文。\n"),
    "page: menus": (
        "a.html",
        f"<nav>{SECRET}。</nav><div class='sidebar'><p>{SECRET}。</p></div><p>正文。</p>"
        f"<ul class='breadcrumb'><li>{SECRET}</ul>",
    ),
    "page: comments and footer": (
        "a.html",
        f"<article><p>正文。</p><div id='comments'>{SECRET}。</div></article><footer>{SECRET}。</footer>",
    ),
    "page: script and head": (
        "a.html",
        f"<head><title>题</title><meta name='description' content='{SECRET}。'>"
        f"<style>p{{}}/* {SECRET} */</style></head>"
        f"<script>var x = '<p>{SECRET}。</p>'</script><!-- {SECRET}。 --><p>正文。</p>",
    ),
    "page: code": ("a.html", f"<p>正文。</p><pre><code># {SECRET}。\n</code></pre>"),
    "page: around the article": (
        "a.html",
        f"<div>{SECRET}。</div><article><p>正文。</p><p>{'这里还有很多别的话。' * 9}</p></article>"
        f"<div>{SECRET}。</div>",
    ),
    "notebook: code cells": (
        "a.ipynb",
        f'{{"cells": [{{"cell_type": "code", "source": ["# {SECRET}。"], "outputs": []}},'
        f'{{"cell_type": "markdown", "source": "正文。"}}, {{"cell_type": "raw", "source": "{SECRET}。"}}]}}',
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_nothing_from_there_is_a_sentence(place: str) -> None:
    name, text = PLACES[place]
    found = sentences_of(note_of(text, name))
    assert any(sentence.startswith("正文") for sentence in found)
    assert not [sentence for sentence in found if "密钥" in sentence]


def test_a_link_that_names_an_item_stays_with_what_is_said_of_it() -> None:
    assert blocks_of("- [[归纳偏置]]\n  - 模型所做的假设\n- [Adam](a.md)\n") == [
        ("item", "归纳偏置"),
        ("item", "模型所做的假设"),
    ]
    assert blocks_of("常用的有：\n- [Adam](a.md)\n- SGD\n") == [
        ("paragraph", "常用的有："),
        ("item", "Adam"),
        ("item", "SGD"),
    ]


def test_the_indexes_of_what_is_left_are_right() -> None:
    note = note_of("- [一](#a)\n- [二](#b)\n\n# 题\n\n- 甲\n  - 乙\n\n| a |\n|---|\n| 丙 |\n")
    assert [(b.text, b.parent, b.section) for b in note.blocks] == [
        ("题", None, None),
        ("甲", None, 0),
        ("乙", 1, 0),
        ("", None, 0),
    ]
    assert note.blocks[3].rows[1][0].section == 0


def test_a_chapter_on_references_is_no_list_of_references() -> None:
    assert blocks_of("## References\n\nA reference is another name of an object.\n")[1] == (
        "paragraph",
        "A reference is another name of an object.",
    )
