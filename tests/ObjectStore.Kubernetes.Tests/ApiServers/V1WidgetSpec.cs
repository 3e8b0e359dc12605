namespace ObjectStore.Kubernetes.Tests.ApiServers;

public sealed record V1WidgetSpec
{
    public string? Color { get; init; }

    public int? Size { get; init; }

    public IReadOnlyList<string>? Parts { get; init; }
}
