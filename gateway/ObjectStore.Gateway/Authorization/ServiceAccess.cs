using System.Globalization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Gateway.Authorization;

/// <summary>Whether the store itself may write objects to a bucket on behalf of another one, as AWS's services may. Thread-safe.</summary>
internal sealed class ServiceAccess(TimeProvider time)
{
    /// <summary>Delivers access logs.</summary>
    public const string LogDelivery = "logging.s3.amazonaws.com";

    /// <summary>Writes inventories.</summary>
    public const string Inventory = "s3.amazonaws.com";

    private static readonly PolicyAction Put = S3Actions.Get("s3:PutObject");

    /// <summary>Whether a service may put an object.</summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="target">The bucket that is written to.</param>
    /// <param name="source">The bucket for which it is.</param>
    /// <param name="key">The key; a prefix asks whether anything may be put below it.</param>
    public bool MayPut(string service, BucketEntry target, BucketRecord source, string key)
    {
        var request = new PolicyRequest(RequestPrincipal.OfService(service), Put, $"{AskedResource.ArnPrefix}{target.Bucket.Name}/{key}", new Keys(service, target.Bucket, source, time));
        return BucketAccess.DecideService(target.Configuration.Rules, request, service == LogDelivery).Verdict == AccessVerdict.Allowed;
    }

    /// <summary>The circumstances that a service tells.</summary>
    private sealed class Keys(string service, BucketRecord target, BucketRecord source, TimeProvider time) : IConditionKeys
    {
        public IReadOnlyList<string>? Find(string key) => ValueOf(key) is { } value ? [value] : null;

        private string? ValueOf(string key) => key switch
        {
            "aws:sourcearn" => AskedResource.ArnPrefix + source.Name,
            "aws:sourceaccount" => source.OwnerId,
            "aws:principalisawsservice" => "true",
            "aws:principalservicename" => service,
            "aws:securetransport" => "true",
            "aws:currenttime" => PrincipalKeys.TimeText(time.GetUtcNow()),
            "aws:epochtime" => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "aws:resourceaccount" or "s3:resourceaccount" => target.OwnerId,
            _ => null,
        };
    }
}
