namespace ObjectStore.Telemetry.Prometheus;

/// <summary>How the measurements of an instrument add up.</summary>
internal enum MetricKind
{
    /// <summary>Increments are summed.</summary>
    Counter,

    /// <summary>Each reading is the sum so far.</summary>
    ObservableCounter,

    /// <summary>Increments and decrements are summed.</summary>
    UpDownCounter,

    /// <summary>Each reading replaces the one before.</summary>
    Gauge,

    /// <summary>Measurements are counted in buckets.</summary>
    Histogram,
}
