namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>What a process is started with.</summary>
public sealed record ServerProgram
{
    /// <summary>Name of the process, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Path of the program.</summary>
    public required string Executable { get; init; }

    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables that it gets besides ours.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it serves health and metrics.</summary>
    public required Uri AdminAddress { get; init; }

    /// <summary>The path that answers 200 when it is ready.</summary>
    public string ReadyPath { get; init; } = "/readyz";
}
