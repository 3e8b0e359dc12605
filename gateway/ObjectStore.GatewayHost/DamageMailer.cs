using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Damage;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Options;

namespace ObjectStore.GatewayHost;

/// <summary>Collects what reads find missing or damaged, and leaves it in the catalog for the curator. Thread-safe and bounded: one letter's worth is kept.</summary>
internal sealed partial class DamageMailer(
    DamageMailbox mailbox, GatewayOptions gateway, IOptions<ClusterOptions> options, TimeProvider time, ILogger<DamageMailer> logger) : BackgroundService, IDamageReports
{
    private readonly Lock _lock = new();
    private readonly HashSet<DamageReport> _reports = [];

    /// <inheritdoc />
    public void Report(FragmentId fragment, PlacementGroupId group)
    {
        lock (_lock)
        {
            if (_reports.Count < DamageMailbox.ReportsMax) _reports.Add(new DamageReport(fragment, group));
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await PostAsync(stoppingToken);
    }

    private async ValueTask PostAsync(CancellationToken cancellationToken)
    {
        DamageReport[] reports;
        lock (_lock) reports = [.. _reports];
        if (reports.Length == 0) return;
        try
        {
            if (!await mailbox.TryPostAsync(gateway.Name, reports, cancellationToken)) return;
        }
        catch (StorageException exception)
        {
            Log.NotPosted(logger, reports.Length, exception);
            return;
        }

        lock (_lock) _reports.ExceptWith(reports);
    }

    private static partial class Log
    {
        [LoggerMessage(7111, LogLevel.Debug, "{Count} damaged fragments could not be reported; tried again.")]
        public static partial void NotPosted(ILogger logger, int count, Exception exception);
    }
}
