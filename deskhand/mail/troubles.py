"""What a network or a server did wrong, in one printable line that says what to mend. No Django
here."""

import re
import ssl

# How the libraries wrap what a server said.
_BYTES = re.compile(r"""\bb(['"])(.*?)\1""")
_NUMBER = re.compile(r"\[(?:Errno -?\d+|SSL(?:: \w+)?)\] |\s*\(_ssl\.c:\d+\)")
_NO_TLS = {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"}


def words(error: BaseException) -> str:
    """Say an error in one printable line, in the server's words alone."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Its certificate is not to be trusted: {error.verify_message.rstrip('.')}"[:300]
    if isinstance(error, ssl.SSLError) and getattr(error, "reason", "") in _NO_TLS:
        return "It does not begin with TLS at this port: choose another port, or STARTTLS"
    return _line(str(error)) or type(error).__name__


def words_of_connecting(error: BaseException, *, begins_with_tls: bool) -> str:
    """Say why there is no connection; a server that waits for TLS is silent until it comes."""
    if isinstance(error, TimeoutError) and not begins_with_tls:
        return "It says nothing. Servers that begin with TLS are silent like this: choose TLS"
    return words(error)


def _line(text: str) -> str:
    bare = _BYTES.sub(r"\2", _NUMBER.sub("", text))
    return " ".join("".join(c if c.isprintable() else " " for c in bare).split())[:300]
