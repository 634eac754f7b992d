"""`python -m tests.bench`, as `make bench` calls it."""

import sys

from tests.bench.run import main

sys.exit(main())
