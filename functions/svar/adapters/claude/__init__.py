"""Claude behind our own ports: it writes slots, judges them and sums up screenings."""
