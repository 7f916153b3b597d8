// Tests share one libtorch with its own thread pool and count live tensors: they run one after the other.
[assembly: DoNotParallelize]
