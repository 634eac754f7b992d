from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("queue", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("beaten_at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
    ]
