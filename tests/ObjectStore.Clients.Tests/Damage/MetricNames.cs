namespace ObjectStore.Clients.Tests.Damage;

/// <summary>Metrics that tell an operator of damage, as <c>/metrics</c> names them.</summary>
internal static class MetricNames
{
    /// <summary>Reads that found a fragment damaged.</summary>
    public const string ReadsCorrupt = "objectstore_extents_damage_reads_total";

    /// <summary>Fragments that failed verification, as a scrub finds them.</summary>
    public const string FragmentsCorrupt = "objectstore_extents_damage_fragments_total";

    /// <summary>Fragments that the curator wrote anew.</summary>
    public const string FragmentsRepaired = "objectstore_curator_repair_fragments_total";
}
