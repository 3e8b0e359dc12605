namespace ObjectStore.Index.Heat;

/// <summary>What gateways counted, summed up by who reads it. Thread-safe; throws as the catalog's database does.</summary>
public interface IHeatReports
{
    /// <summary>Replaces the last report of the reporter.</summary>
    ValueTask StoreAsync(HeatReport report, CancellationToken cancellationToken);

    /// <summary>The last report of each reporter, ordered by reporter. One that cannot be read, or is just being replaced, is left out.</summary>
    ValueTask<IReadOnlyList<HeatReport>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes the report of a reporter that is no more.</summary>
    ValueTask RemoveAsync(string reporter, CancellationToken cancellationToken);
}
