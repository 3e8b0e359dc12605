namespace ObjectStore.Kubernetes.Client;

/// <summary>What a list or watch covers.</summary>
public sealed record ListOptions
{
    /// <summary>Everything of the kind.</summary>
    public static ListOptions All { get; } = new();

    /// <summary>One namespace, or null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>key=value,other!=value</c>, as kubectl's <c>-l</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary><c>metadata.name=x</c>, as kubectl's <c>--field-selector</c>.</summary>
    public string? FieldSelector { get; init; }
}
