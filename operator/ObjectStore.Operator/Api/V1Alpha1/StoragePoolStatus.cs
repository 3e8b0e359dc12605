using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>How the pool is.</summary>
public sealed record StoragePoolStatus
{
    /// <summary>Generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Ready, Redundant, Progressing, Full and others.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>The ObjectStore that has the pool in its cluster map. It cannot be without the pool any more.</summary>
    public string? Store { get; init; }

    /// <summary>Name of the pool there, which is another than the resource's in a store from before there were several pools.</summary>
    public string? ClusterPool { get; init; }

    /// <summary>Zones that have devices of the pool.</summary>
    public IReadOnlyList<string>? Zones { get; init; }

    /// <summary>Storage nodes that have devices of the pool.</summary>
    public int? Nodes { get; init; }

    /// <summary>Devices by state.</summary>
    public DeviceCounts? Devices { get; init; }

    /// <summary>Bytes of all devices together, parity included.</summary>
    public PoolCapacity? Capacity { get; init; }

    /// <summary>What may still be lost before some stripe cannot be read.</summary>
    public PoolFaultTolerance? FaultTolerance { get; init; }

    /// <summary>What is on its way to full redundancy.</summary>
    public PoolRepairProgress? Repair { get; init; }
}
