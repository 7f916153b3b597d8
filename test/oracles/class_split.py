"""Splits by count per class, worked out apart from the library; Data/ClassSplitTests.cs holds what this prints."""
MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, state):
        self.state = state & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        while True:
            product = self.next() * bound
            if (product & MASK) >= (1 << 64) % bound:
                return product >> 64


def split(labels, train, test, seed):
    start = SplitMix64(seed).next()
    parts = [], []
    for label in sorted(set(labels)):
        members = [i for i, other in enumerate(labels) if other == label]
        random = SplitMix64(start + label)
        for i in range(len(members) - 1, 0, -1):
            j = random.below(i + 1)
            members[i], members[j] = members[j], members[i]
        parts[0].extend(members[:train])
        parts[1].extend(members[train:train + test])
    return sorted(parts[0]), sorted(parts[1])


if __name__ == "__main__":
    generator = SplitMix64(1234567)
    print("first numbers", [generator.next() for _ in range(5)])
    generator = SplitMix64(42)
    print("below 10", [generator.below(10) for _ in range(12)])
    labels = [0] * 7 + [1] * 5 + [2] * 9
    for seed in (1, 2, -1):
        print("seed", seed, split(labels, 3, 4, seed))
