using Xunit;

namespace ObjectStore.Placement.Tests;

/// <summary>Tests that measure the process and therefore run alone.</summary>
[CollectionDefinition(nameof(PlannerScaleCollection), DisableParallelization = true)]
public sealed class PlannerScaleCollection;
