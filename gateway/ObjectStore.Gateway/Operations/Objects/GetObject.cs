using ObjectStore.Gateway.Metrics;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>GET of an object, a range of it, or one of its parts.</summary>
internal sealed class GetObject(ObjectReader reader, ObjectRuns runs, GatewayMetrics metrics) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (slice, error) = await reader.PrepareAsync(context);
        if (error is not null || slice.Length == 0) return error;
        await runs.ReadAsync(
            context.Bucket.Id, context.Key, slice.Record, slice.Position, slice.Length, context.Response.BodyWriter, context.Aborted);
        metrics.Sent(slice.Length);
        return null;
    }
}
