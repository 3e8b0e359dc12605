namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Devices by state.</summary>
public sealed record DeviceCounts
{
    /// <summary>Devices that serve.</summary>
    public int? Active { get; init; }

    /// <summary>Devices that missed some answers.</summary>
    public int? Suspect { get; init; }

    /// <summary>Devices that are silent.</summary>
    public int? Down { get; init; }

    /// <summary>Devices that were given up and are rebuilt elsewhere.</summary>
    public int? Out { get; init; }

    /// <summary>Devices that are being emptied.</summary>
    public int? Draining { get; init; }

    /// <summary>Devices that are empty and can be taken away.</summary>
    public int? Drained { get; init; }
}
