using ObjectStore.Index.Catalog;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>What the records of one object have in common.</summary>
/// <param name="Source">The bucket of the requests.</param>
/// <param name="Rules">Where its records went when they were made.</param>
/// <param name="Day">Their day, where keys go by it.</param>
internal sealed record LogTarget(BucketRecord Source, BucketLoggingRules Rules, DateOnly? Day);
