namespace ObjectStore.Operator.Foreign;

/// <summary>For which replicas a commit waits.</summary>
public sealed record V1PostgresSynchronous
{
    /// <summary><c>any</c> or <c>first</c>.</summary>
    public string? Method { get; init; }

    /// <summary>How many.</summary>
    public int? Number { get; init; }

    /// <summary><c>required</c> waits, <c>preferred</c> goes on without one.</summary>
    public string? DataDurability { get; init; }
}
