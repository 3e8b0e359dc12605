using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What the pool shall be.</summary>
public sealed record StoragePoolSpec
{
    /// <summary>Labels of the Kubernetes nodes whose devices belong to the pool. Empty selects all nodes that the tolerations allow.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Taints of Kubernetes nodes that the storage nodes bear.</summary>
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>Which directories of the Kubernetes nodes are devices. Each should be a disk of its own.</summary>
    public required StoragePoolDevices Devices { get; init; }

    /// <summary>Label of Kubernetes nodes that names their zone. Fragments are spread so that a zone can be lost. Cannot be changed.</summary>
    public string ZoneTopologyKey { get; init; } = "topology.kubernetes.io/zone";

    /// <summary>Data and parity fragments of a stripe, K+M. Any M devices may be lost. Cannot be changed.</summary>
    public string ErasureProfile { get; init; } = "4+2";

    /// <summary>Storage class of the objects that are in this pool, in capitals: STANDARD_IA. Without it those of the class STANDARD, if it is the first of its store.</summary>
    public string? StorageClassName { get; init; }

    /// <summary>Objects up to this many bytes are stored as three copies, which costs fewer operations than an erasure code. Of several pools of a store the first one's holds.</summary>
    public int SmallObjectBytesMax { get; init; } = 65_536;

    /// <summary>CPU and memory of a storage node.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Priority of storage nodes over other pods.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>Verification of every byte. Of several pools of a store the first one's holds.</summary>
    public StoragePoolScrub Scrub { get; init; } = new();

    /// <summary>Restoring of fragments that are missing or damaged. Of several pools of a store the first one's holds.</summary>
    public StoragePoolRepair Repair { get; init; } = new();
}
