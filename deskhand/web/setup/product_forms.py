"""The form of a product of software."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from deskhand.assets.models import Product
from deskhand.assets.reading import save_product
from deskhand.web.setup.forms import AtForm


class ProductForm(AtForm):
    is_archived = forms.BooleanField(
        label=gettext_lazy("Put away"),
        required=False,
        help_text=gettext_lazy("Nothing new comes out. What clients may have stays available."),
    )

    class Meta:
        model = Product
        fields = ("name", "vendor", "description")
        help_texts = {"vendor": gettext_lazy("Empty for your own.")}
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["is_archived"].initial = self.instance.archived_at is not None
        else:
            del self.fields["is_archived"]

    def save(self, commit: bool = True) -> Product:
        product: Product = super().save(commit=False)
        is_archived = self.cleaned_data.get("is_archived", False)
        if is_archived != (product.archived_at is not None):
            product.archived_at = self.at if is_archived else None
        return save_product(product)
