"""Ways to sign in without a password, open also to whoever has only ever written by mail."""

from allauth.account.forms import RequestLoginCodeForm, ResetPasswordForm

from deskhand.people.accounts import prepare


class CodeForm(RequestLoginCodeForm):
    """Sign-in by mailed code, also for whoever has only ever written by mail."""

    def clean_email(self) -> str:
        prepare(self.cleaned_data["email"])
        return super().clean_email()


class ForgottenForm(ResetPasswordForm):
    """A one-time link, also for whoever has only ever written by mail."""

    def clean_email(self) -> str:
        prepare(self.cleaned_data["email"])
        return super().clean_email()
