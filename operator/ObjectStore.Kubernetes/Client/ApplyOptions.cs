namespace ObjectStore.Kubernetes.Client;

/// <summary>How server-side apply treats fields of others.</summary>
public sealed record ApplyOptions
{
    /// <summary>Takes over fields that others own: what a controller does, whose decision is final.</summary>
    public static ApplyOptions Forced { get; } = new() { Force = true };

    /// <summary>Fails with a conflict when another manager owns a field and wants another value.</summary>
    public static ApplyOptions Careful { get; } = new();

    /// <summary>Takes over fields that others own.</summary>
    public bool Force { get; init; }

    /// <summary>Owner of the fields, or null for the client's own name.</summary>
    public string? FieldManager { get; init; }
}
