"""What the stubs forbid, for `mypy --strict`: each line has its error."""

from __future__ import annotations

import polynorm

polynorm.Pipeline(form="nfx")  # error: arg-type
polynorm.Pipeline(treshold=0.5)  # error: call-arg
polynorm.Pipeline("nfc")  # error: call-arg, arg-type
polynorm.normalize(5)  # error: arg-type
polynorm.normalize("a", names="of")  # error: arg-type
polynorm.normalize("a").body.upper()  # error: union-attr
polynorm.normalize("a")["a"]  # error: call-overload
polynorm.Pipeline().normalize_batch([1])  # error: call-overload
polynorm.Pipeline().normalize("a").language = "eng"  # error: misc
polynorm.romanize(b"a")  # error: arg-type
