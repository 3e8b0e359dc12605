namespace ObjectStore.LoadTest.Index;

/// <summary>What of the index is measured.</summary>
internal sealed record IndexBenchmarkOptions
{
    /// <summary>Where the data of the stores lies. PostgreSQL keeps its own in the folder for temporary files, which should be on the same disk.</summary>
    public required string Folder { get; init; }

    /// <summary>The engines.</summary>
    public required IReadOnlyList<IndexEngine> Engines { get; init; }

    /// <summary>How the keys are laid out, one store after the other.</summary>
    public required IReadOnlyList<IndexLayout> Layouts { get; init; }

    /// <summary>Objects that are listed; a multiple of 16,000 so that all pages are full.</summary>
    public required int KeyCount { get; init; }

    /// <summary>How long each measurement runs.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the same requests run before each measurement.</summary>
    public required TimeSpan WarmUp { get; init; }
}
