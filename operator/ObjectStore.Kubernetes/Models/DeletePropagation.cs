namespace ObjectStore.Kubernetes.Models;

/// <summary>What happens to the objects that a deleted one owns.</summary>
public static class DeletePropagation
{
    /// <summary>They go after it.</summary>
    public const string Background = "Background";

    /// <summary>They go before it.</summary>
    public const string Foreground = "Foreground";

    /// <summary>They stay.</summary>
    public const string Orphan = "Orphan";
}
