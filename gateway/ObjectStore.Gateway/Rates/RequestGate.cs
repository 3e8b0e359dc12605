using System.Globalization;
using ObjectStore.Gateway.Admission;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Operations;
using ObjectStore.Index.Limits;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Rates;

/// <summary>
/// What a request passes before it is worked on: a place among the requests under way, the rates of its user, and those of its bucket. What does not pass gets
/// SlowDown at once. docs/quotas.md. Thread-safe.
/// </summary>
internal sealed class RequestGate(FairAdmission admission, RateLimiter rates, KnownUserLimits users, RatesOptions options, GatewayMetrics metrics)
{
    private const string DecodedLengthHeader = "x-amz-decoded-content-length";

    /// <summary>The error while every place is taken. Then nobody need find out who sends the request.</summary>
    public S3Error? CheckRoom() => admission.IsFull ? Refuse(RefusalReason.Full, TimeSpan.Zero) : null;

    /// <summary>Takes a place, and from the rates of the user. To be followed by <see cref="Leave"/>, also when it gives an error.</summary>
    public S3Error? TryEnter(S3Context context)
    {
        if (TryTakePlace(context) is { } error) return error;

        // Who sends such a request is not known yet.
        return OperationTable.AuthenticatesItself(context.Operation) ? null : TryTakeUserRates(context);
    }

    /// <summary>Notes who sends a request that proves it in its body: the request takes the place and the rates of that user.</summary>
    public S3Error? TryRecognize(S3Context context, AuthenticatedRequest authenticated)
    {
        var isOther = authenticated.Identity.UserId != context.Caller.UserId;
        context.Authenticated = authenticated;
        if (isOther)
        {
            LeavePlace(context);
            if (TryTakePlace(context) is { } error) return error;
        }

        return TryTakeUserRates(context);
    }

    /// <summary>Takes from the rates of the bucket, for a request that is allowed.</summary>
    public S3Error? TryEnterBucket(S3Context context)
    {
        if (!context.HasBucket) return null;
        var limits = context.Configuration.Rates;
        if (limits.IsNone && options.OfBucket is { RequestsPerSecond: 0, ReceivedBytesPerSecond: 0 }) return null;
        return TryTakeAtStart(context, rates.GaugeOf(context.Bucket.Id), limits, options.OfBucket, RefusalReason.BucketRate);
    }

    /// <summary>Takes the bytes of an object that is about to be sent.</summary>
    public S3Error? TrySend(S3Context context, long bytes)
    {
        if (RateOf(users.Of(context.Caller.UserId).Rates, options.OfUser, RateKind.Sent) is > 0 and var ofUser
            && rates.TryTake(context.Tenant!.Gauge, RateKind.Sent, bytes, ofUser) is { } userWait) return Refuse(RefusalReason.UserRate, userWait);
        if (RateOf(context.Configuration.Rates, options.OfBucket, RateKind.Sent) is > 0 and var ofBucket
            && rates.TryTake(rates.GaugeOf(context.Bucket.Id), RateKind.Sent, bytes, ofBucket) is { } bucketWait) return Refuse(RefusalReason.BucketRate, bucketWait);
        return null;
    }

    /// <summary>Ends the request: gives its place back, and corrects what it was charged for bytes that it announced by what it sent. Once; it may be called again.</summary>
    public void Leave(S3Context context)
    {
        for (var charge = context.UploadCharges; charge is not null; charge = charge.Next)
        {
            if (context.ReceivedBytes != charge.Bytes) rates.Settle(charge.Gauge, RateKind.Received, charge.Taken, context.ReceivedBytes, charge.PerSecond);
        }

        context.UploadCharges = null;
        LeavePlace(context);
    }

    private S3Error? TryTakePlace(S3Context context)
    {
        var userId = context.Caller.UserId;
        var outcome = admission.TryEnter(userId, users.Of(userId).Weight, out var tenant);
        context.Tenant = tenant;
        if (outcome == AdmissionOutcome.Admitted) return null;
        return Refuse(outcome == AdmissionOutcome.Full ? RefusalReason.Full : RefusalReason.OverShare, TimeSpan.Zero);
    }

    private void LeavePlace(S3Context context)
    {
        if (context.Tenant is { } tenant) admission.Leave(tenant);
        context.Tenant = null;
    }

    private S3Error? TryTakeUserRates(S3Context context) =>
        TryTakeAtStart(context, context.Tenant!.Gauge, users.Of(context.Caller.UserId).Rates, options.OfUser, RefusalReason.UserRate);

    private S3Error? TryTakeAtStart(S3Context context, RateGauge gauge, RateLimits limits, RateLimits defaults, RefusalReason reason)
    {
        if (RateOf(limits, defaults, RateKind.Requests) is > 0 and var requests && rates.TryTake(gauge, RateKind.Requests, 1, requests) is { } wait)
            return Refuse(reason, wait);
        return RateOf(limits, defaults, RateKind.Received) is > 0 and var bytes && Uploads(context.Operation) ? TryTakeUpload(context, gauge, bytes, reason) : null;
    }

    /// <summary>Takes what the client says that it will send. One who does not say it pays as it ends.</summary>
    private S3Error? TryTakeUpload(S3Context context, RateGauge gauge, long perSecond, RefusalReason reason)
    {
        var announced = AnnouncedBytesOf(context);
        if (rates.TryTake(gauge, RateKind.Received, announced, perSecond, out var taken) is { } wait) return Refuse(reason, wait);

        // The length of a form is that of its other fields too, and stays what was announced.
        if (context.Operation != S3Operation.PostObject) context.UploadCharges = new UploadCharge(gauge, perSecond, announced, taken, context.UploadCharges);
        return null;
    }

    private static bool Uploads(S3Operation operation) => operation is S3Operation.PutObject or S3Operation.UploadPart or S3Operation.PostObject;

    private static long AnnouncedBytesOf(S3Context context)
    {
        var isDecoded = long.TryParse(context.Header(DecodedLengthHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var decoded);
        return isDecoded ? decoded : context.Request.ContentLength ?? 0;
    }

    private static long RateOf(RateLimits limits, RateLimits defaults, RateKind kind) => limits.Of(kind) ?? defaults.Of(kind) ?? 0;

    private S3Error Refuse(RefusalReason reason, TimeSpan wait)
    {
        metrics.Refused(reason);
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        return new S3Error(S3ErrorCode.SlowDown) { Headers = [new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))] };
    }
}
