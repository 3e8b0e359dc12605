namespace ObjectStore.Telemetry.Prometheus;

/// <summary>Tags that were recorded, and their series: whoever records the same objects again needs no labels to find it.</summary>
/// <param name="tags">Tags whose values are strings, which never change.</param>
/// <param name="series">Their series.</param>
internal sealed class RecentTags(KeyValuePair<string, object?>[] tags, MetricSeries series)
{
    public MetricSeries Series => series;

    public static bool CanBe(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (_, value) in tags)
        {
            if (value is not string) return false;
        }

        return true;
    }

    /// <summary>Whether these are the same objects.</summary>
    public bool AreThese(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length) return false;
        for (var i = 0; i < others.Length; i++)
        {
            if (!ReferenceEquals(tags[i].Value, others[i].Value) || !ReferenceEquals(tags[i].Key, others[i].Key)) return false;
        }

        return true;
    }
}
