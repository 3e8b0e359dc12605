namespace ObjectStore.Gateway.Tests.Fuzzing;

/// <summary>Alone in the process, because it asks how much memory the process has kept.</summary>
[CollectionDefinition(nameof(FuzzCollection), DisableParallelization = true)]
public sealed class FuzzCollection;
