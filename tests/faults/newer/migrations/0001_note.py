from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("kit", "0001_jobs")]
    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("text", models.CharField(max_length=40)),
            ],
        ),
    ]
