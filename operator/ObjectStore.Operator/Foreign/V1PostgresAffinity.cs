namespace ObjectStore.Operator.Foreign;

/// <summary>Where servers run.</summary>
public sealed record V1PostgresAffinity
{
    /// <summary>Whether they keep away from each other.</summary>
    public bool? EnablePodAntiAffinity { get; init; }

    /// <summary><c>required</c> or <c>preferred</c>.</summary>
    public string? PodAntiAffinityType { get; init; }

    /// <summary>Label of Kubernetes nodes of which no two have the same.</summary>
    public string? TopologyKey { get; init; }
}
