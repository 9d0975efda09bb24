"""A running Anki, through its add-on AnkiConnect."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from cardgen.problems import CardgenError, fail

ADDRESS = "http://127.0.0.1:8765"
_ADD_ON = "2055492159"
_SECONDS = 300  # a package of 20,000 cards takes one; a slow disk and a full-sized collection more


@dataclass(frozen=True, slots=True)
class AnkiConnect:
    """Where the add-on listens, its API key if one is set there, and how long to wait for an answer."""

    address: str = ADDRESS
    key: str = ""
    seconds: float = _SECONDS

    def call(self, action: str, **params: Any) -> Any:
        """The result of an action. Raises CardgenError when Anki cannot be reached or refuses."""
        asked: dict[str, Any] = {"action": action, "version": 6, "params": params}
        if self.key:
            asked["key"] = self.key
        answer = self._post(json.dumps(asked).encode())
        if not isinstance(answer, dict) or set(answer) != {"result", "error"}:
            raise fail(self.address, "what answers here is not AnkiConnect", "give its address with --anki")
        if answer["error"] is None:
            return answer["result"]
        why = str(answer["error"])
        if "api key" in why.lower():
            todo = "give the key of AnkiConnect's configuration with --anki-key"
            raise fail(self.address, "AnkiConnect wants its API key", todo)
        if "collection is not available" in why.lower():
            raise fail(self.address, "Anki has no profile open", "choose your profile in Anki's window")
        if "unsupported action" in why.lower():
            raise fail(
                self.address, f"AnkiConnect does not know `{action}`", "update the add-on, restart Anki"
            )
        raise fail(
            self.address, f"Anki could not do `{action}`: {why}", "look at Anki's window, then try again"
        )

    def refused(self) -> CardgenError:
        """The error of a person who pressed No, or of an address that the add-on does not trust."""
        return fail(
            self.address, "Anki refused the permission", "run it again and press Yes in Anki's window"
        )

    def _post(self, data: bytes) -> Any:
        request = urllib.request.Request(
            self.address, data, {"Content-Type": "application/json"}, method="POST"
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never over a proxy
        try:
            with opener.open(request, timeout=self.seconds) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code == 403:
                raise self.refused() from None
            raise fail(
                self.address,
                f"what answers here is not AnkiConnect (HTTP {error.code})",
                "give its address with --anki",
            ) from None
        except TimeoutError:
            raise fail(
                self.address, "Anki does not answer", "close any dialog that is open in Anki"
            ) from None
        except (OSError, urllib.error.URLError):
            raise fail(
                self.address,
                "no Anki answers",
                "start Anki; if it runs, get the add-on AnkiConnect "
                f"(Tools > Add-ons > Get Add-ons, code {_ADD_ON}) and restart it",
            ) from None
        except ValueError:
            raise fail(
                self.address, "what answers here is not AnkiConnect", "give its address with --anki"
            ) from None


def connect(address: str = ADDRESS, key: str = "") -> AnkiConnect:
    """An AnkiConnect that has been asked for permission. Raises CardgenError."""
    if not address.startswith(("http://", "https://")):
        raise fail(address, "is not the address of an AnkiConnect", f"write it like {ADDRESS}")
    anki = AnkiConnect(address, key)
    granted = anki.call("requestPermission")
    if not isinstance(granted, dict) or granted.get("permission") != "granted":
        raise anki.refused()
    if int(anki.call("version") or 0) < 6:
        raise fail(address, "AnkiConnect is too old", "update the add-on, restart Anki")
    return anki
