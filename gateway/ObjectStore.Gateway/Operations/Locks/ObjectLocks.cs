using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>What retention and legal hold need of requests and say in answers.</summary>
internal static class ObjectLocks
{
    private const string HoldOn = "ON";
    private const string HoldOff = "OFF";

    /// <summary>How headers say whether there is a legal hold.</summary>
    public static string HoldText(bool isOn) => isOn ? HoldOn : HoldOff;

    /// <summary>Whether a governance retention is to be ignored, if the caller may.</summary>
    public static bool AsksForBypass(S3Context context) =>
        context.Header(AmzHeaders.BypassGovernanceRetention) is { } value && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The error of a bucket without object lock; null otherwise. That a bucket has it is for ever, so that only its lack is asked for again.</summary>
    public static async ValueTask<S3Error?> CheckBucketAsync(BucketDirectory buckets, S3Context context)
    {
        if (context.Bucket is { Rules.HasObjectLock: true, RulesAreInForce: true }) return null;
        var (_, error) = await buckets.ConfirmRulesAsync(context);
        return error ?? (context.Bucket.Rules.HasObjectLock ? null : LockErrors.NotConfigured());
    }

    /// <summary>Reads the headers of a write; both are null when none was sent.</summary>
    public static S3Error? TryParseHeaders(S3Context context, DateTimeOffset now, out Retention? retention, out bool? hasLegalHold)
    {
        retention = null;
        hasLegalHold = null;
        if (context.Header(AmzHeaders.ObjectLockLegalHold) is { } hold)
        {
            if (hold is not (HoldOn or HoldOff)) return InvalidArgumentError.Of("Legal Hold must be either of 'ON' or 'OFF'", AmzHeaders.ObjectLockLegalHold, hold);
            hasLegalHold = hold == HoldOn;
        }

        var (modeText, untilText) = (context.Header(AmzHeaders.ObjectLockMode), context.Header(AmzHeaders.ObjectLockRetainUntil));
        if (modeText is null && untilText is null) return null;
        if (modeText is null || untilText is null)
            return HalfRetention(modeText is null ? AmzHeaders.ObjectLockMode : AmzHeaders.ObjectLockRetainUntil);
        if (!LockModes.TryParse(modeText, out var mode)) return InvalidArgumentError.Of("Unknown wormMode directive.", AmzHeaders.ObjectLockMode, modeText);
        if (!HttpDate.TryParse(untilText, out var until)) return InvalidArgumentError.Of("The retain until date must be provided in ISO 8601 format", AmzHeaders.ObjectLockRetainUntil, untilText);
        retention = Of(mode, until);
        return CheckFuture(until, now, AmzHeaders.ObjectLockRetainUntil);
    }

    private static S3Error HalfRetention(string missing) =>
        new(S3ErrorCode.InvalidArgument, "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied.") { Fields = [new("ArgumentName", missing)] };

    /// <summary>The error of a time that has passed, in the argument that it came in.</summary>
    public static S3Error? CheckFuture(DateTimeOffset until, DateTimeOffset now, string argumentName) =>
        until > now ? null : InvalidArgumentError.Of("The retain until date must be in the future!", argumentName, Format(until));

    /// <summary>A retention in the whole milliseconds that the index keeps, rounded up; in the last one of the year 9999 there is nothing to round up to.</summary>
    public static Retention Of(RetentionMode mode, DateTimeOffset until)
    {
        var milliseconds = until.ToUnixTimeMilliseconds();
        var isWhole = until.UtcTicks % TimeSpan.TicksPerMillisecond == 0;
        return new Retention(mode, DateTimeOffset.FromUnixTimeMilliseconds(isWhole ? milliseconds : Math.Min(milliseconds + 1, Retention.UntilMax.ToUnixTimeMilliseconds())));
    }

    /// <summary>Says in the answer how a version is locked.</summary>
    public static void AddHeaders(S3Context context, ObjectRecord record)
    {
        var headers = context.Response.Headers;
        if (record.Retention is { } retention)
        {
            headers[AmzHeaders.ObjectLockMode] = LockModes.NameOf(retention.Mode);
            headers[AmzHeaders.ObjectLockRetainUntil] = Format(retention.Until);
        }

        if (record.HasLegalHold) headers[AmzHeaders.ObjectLockLegalHold] = HoldOn;
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);
}
