using System.Net;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;
using ObjectStore.ProcessTesting.Cluster;

namespace ObjectStore.LoadTest.Cluster;

/// <summary>A store under load, and the processor time of its parts.</summary>
/// <param name="Name">For people.</param>
/// <param name="Endpoint">Where it serves S3.</param>
/// <param name="Signer">Signs requests to it.</param>
/// <param name="ProcessorTimes">Processor time so far of each kind of process.</param>
internal sealed record MeasuredStore(string Name, Uri Endpoint, RequestSigner Signer, Func<IReadOnlyDictionary<string, TimeSpan>> ProcessorTimes)
{
    /// <summary>The endpoint as address and port.</summary>
    public IPEndPoint Address => new(IPAddress.Loopback, Endpoint.Port);

    /// <summary>A standalone process.</summary>
    public static MeasuredStore Of(StandaloneProcess standalone) => new(
        "standalone",
        standalone.Endpoint,
        new RequestSigner(standalone.Settings.AccessKey, standalone.Settings.SecretKey),
        () => new Dictionary<string, TimeSpan> { ["standalone"] = standalone.ProcessorTime });

    /// <summary>A cluster, through its first gateway.</summary>
    public static MeasuredStore Of(ClusterProcesses cluster) => new(
        "cluster",
        cluster.Endpoints[0],
        new RequestSigner(cluster.Settings.AccessKey, cluster.Settings.SecretKey),
        () => new Dictionary<string, TimeSpan>
        {
            ["gateway"] = Sum(cluster.Gateways),
            ["nodes"] = Sum(cluster.Nodes.Select(static node => node.Process)),
            ["postgres"] = cluster.Postgres.ProcessorTime,
            ["curator"] = cluster.Curator.ProcessorTime,
        });

    /// <summary>Makes the bucket that is measured.</summary>
    /// <exception cref="InvalidOperationException">The store refuses it.</exception>
    public void MakeBucket(string name)
    {
        using var bucket = new ObjectRequests(Endpoint, Signer, name).PlanBucket();
        var result = LoadLoop.Run(Address, bucket, 1, TimeSpan.Zero);
        if (result.OperationCount == 0) throw new InvalidOperationException($"{Name} makes no bucket: {result.DescribeErrors()}");
    }

    private static TimeSpan Sum(IEnumerable<ServerProcess> processes) => processes.Aggregate(TimeSpan.Zero, static (sum, process) => sum + process.ProcessorTime);
}
