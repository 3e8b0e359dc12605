namespace ObjectStore.Clients.Tests.Damage;

/// <summary>Metrics that tell an operator of damage, as <c>/metrics</c> names them.</summary>
internal static class MetricNames
{
    /// <summary>Fragments that failed verification, found by a read or a scrub.</summary>
    public const string FragmentsCorrupt = "objectstore_extents_fragments_corrupt_total";

    /// <summary>Fragments that the curator wrote anew.</summary>
    public const string FragmentsRepaired = "objectstore_curator_fragments_repaired_total";
}
