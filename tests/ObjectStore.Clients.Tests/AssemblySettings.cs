// The tests measure processes that want the whole machine; side by side they would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
