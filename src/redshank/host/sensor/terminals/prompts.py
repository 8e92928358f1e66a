"""Words by which programs ask for a secret, in the languages their messages are commonly translated to."""

import re2

_WORDS = (
    "pass ?word", "pass ?code", "pass ?phrase", "one-time", "token", "verification code", "security code", "secret", "api key",
    "passwort", "kennwort", "kennsatz", "geheimnis",  # German
    "mot de passe", "phrase (de passe|secrète)", "code secret", "jeton",  # French
    "contraseña", "clave", "frase de (paso|contraseña)",  # Spanish
    "senha", "palavra-passe", "frase-senha",  # Portuguese
    "parola", "frase segreta", "parola d'ordine",  # Italian
    "wachtwoord", "wachtzin", "lösenord", "passord", "adgangskode", "kodeord", "salasana", "lykilorð",  # northern Europe
    "hasło", "heslo", "jelszó", "parolă", "lozinka", "geslo", "slaptažodis", "parool", "fjalëkalimi",  # eastern Europe
    "пароль", "парола", "лозинка", "кодовая фраза", "κωδικός", "şifre", "parolası", "סיסמ[הא]", "كلمة (السر|المرور)", "رمز عبور",
    "密码", "密碼", "口令", "パスワード", "パスフレーズ", "暗証番号", "비밀번호", "암호", "mật khẩu", "kata sandi", "รหัสผ่าน", "पासवर्ड",
)  # fmt: skip
_PROMPT = re2.compile(r"(?i)(^|[^\pL\pN_/.-])([\pL]{0,12}(" + "|".join(_WORDS) + r")|(pin|otp|totp)\b)[^\n]{0,120}[:：?>]\s*$")
MAX_LINE = 400


def asks_for_secret(line: str) -> bool:
    """True where `line`, the last one a terminal shows, is a question for a password, a code or the like."""
    line = line[-MAX_LINE:]
    return bool(line.rstrip().endswith((":", "：", "?", ">")) and _PROMPT.search(line))
