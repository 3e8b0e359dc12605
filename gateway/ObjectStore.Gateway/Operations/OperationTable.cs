using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations;

/// <summary>The class that handles each operation. Complete: checked when it is made.</summary>
internal sealed class OperationTable
{
    private static readonly (S3Operation Operation, Type Handler)[] Handlers =
    [
        (S3Operation.CreateBucket, typeof(CreateBucket)),
        (S3Operation.ListObjects, typeof(ListObjects)),
        (S3Operation.ListObjectsV2, typeof(ListObjectsV2)),
        (S3Operation.PutObject, typeof(PutObject)),
        (S3Operation.GetObject, typeof(GetObject)),
        (S3Operation.HeadObject, typeof(HeadObject)),
        (S3Operation.DeleteObject, typeof(DeleteObject)),
    ];

    private readonly IS3Operation[] _operations = new IS3Operation[Enum.GetValues<S3Operation>().Length];

    /// <summary>Makes one instance of every handler.</summary>
    public OperationTable(IServiceProvider services)
    {
        foreach (var (operation, handler) in Handlers) _operations[(int)operation] = (IS3Operation)ActivatorUtilities.CreateInstance(services, handler);
        // Complete only once every operation is listed.
        // Invariant.That(Array.TrueForAll(_operations, static operation => operation is not null));
    }

    /// <summary>The handler of <paramref name="operation"/>.</summary>
    public IS3Operation this[S3Operation operation] => _operations[(int)operation];

    /// <summary>Whether the operation works inside a bucket that has to exist and be the caller's.</summary>
    public static bool NeedsBucket(S3Operation operation) => operation is not
        (S3Operation.ListBuckets or S3Operation.CreateBucket or S3Operation.HeadBucket or S3Operation.DeleteBucket or S3Operation.Preflight);
}
