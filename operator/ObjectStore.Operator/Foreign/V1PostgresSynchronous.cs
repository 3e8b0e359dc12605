namespace ObjectStore.Operator.Foreign;

/// <summary>For which replicas a commit waits.</summary>
public sealed record V1PostgresSynchronous
{
    /// <summary><c>any</c> or <c>first</c>.</summary>
    public required string Method { get; init; }

    /// <summary>How many.</summary>
    public required int Number { get; init; }

    /// <summary><c>required</c> waits, <c>preferred</c> goes on without one.</summary>
    public required string DataDurability { get; init; }
}
