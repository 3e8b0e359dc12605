namespace ObjectStore.Policies.Tests;

/// <summary>What grants of buckets allow.</summary>
public sealed class BucketGrantsTests
{
    [Theory]
    [InlineData(BucketRight.ReadOnly, "s3:GetObject", "b/k", true)]
    [InlineData(BucketRight.ReadOnly, "s3:ListBucket", "b", true)]
    [InlineData(BucketRight.ReadOnly, "s3:PutObject", "b/k", false)]
    [InlineData(BucketRight.ReadOnly, "s3:DeleteObject", "b/k", false)]
    [InlineData(BucketRight.WriteOnly, "s3:PutObject", "b/k", true)]
    [InlineData(BucketRight.WriteOnly, "s3:AbortMultipartUpload", "b/k", true)]
    [InlineData(BucketRight.WriteOnly, "s3:GetObject", "b/k", false)]
    [InlineData(BucketRight.WriteOnly, "s3:DeleteObject", "b/k", false)]
    [InlineData(BucketRight.WriteOnly, "s3:ListBucket", "b", false)]
    [InlineData(BucketRight.ReadWrite, "s3:PutObject", "b/k", true)]
    [InlineData(BucketRight.ReadWrite, "s3:DeleteObjectVersion", "b/k", true)]
    [InlineData(BucketRight.ReadWrite, "s3:RestoreObject", "b/k", true)]
    [InlineData(BucketRight.ReadOnly, "s3:RestoreObject", "b/k", false)]
    [InlineData(BucketRight.ReadWrite, "s3:GetObject", "other/k", false)]
    [InlineData(BucketRight.ReadWrite, "s3:PutBucketPolicy", "b", false)]
    [InlineData(BucketRight.ReadWrite, "s3:DeleteBucket", "b", false)]
    [InlineData(BucketRight.Bounded, "s3:PutObject", "b/k", true)]
    [InlineData(BucketRight.Bounded, "s3:PutBucketPolicy", "b", false)]
    [InlineData(BucketRight.Bounded, "s3:GetObject", "bb/k", false)]
    public void Of_WholeBucket_AllowsWhatTheRightSays(BucketRight right, string action, string resource, bool expected) =>
        Assert.Equal(expected, Allows(new GrantedBucket("b", right), action, resource));

    [Theory]
    [InlineData("s3:GetObject", "b/logs/1", null, true)]
    [InlineData("s3:GetObject", "b/other", null, false)]
    [InlineData("s3:ListBucket", "b", "logs/", true)]
    [InlineData("s3:ListBucket", "b", "logs/2026", true)]
    [InlineData("s3:ListBucket", "b", "", false)]
    [InlineData("s3:ListBucket", "b", null, false)]
    [InlineData("s3:GetBucketLocation", "b", null, true)]
    public void Of_Prefix_AllowsKeysThatBeginSoAndTheirListing(string action, string resource, string? prefix, bool expected)
    {
        var keys = prefix is null ? TestKeys.None : new TestKeys(("s3:prefix", [prefix]));

        Assert.Equal(expected, Allows(new GrantedBucket("b", BucketRight.ReadWrite, "logs/"), action, resource, keys));
    }

    [Fact]
    public void Of_PrefixWithAWildcard_AllowsNothing() => Assert.False(Allows(new GrantedBucket("b", BucketRight.ReadWrite, "*"), "s3:GetObject", "b/k"));

    /// <summary>A policy that allows everything, within the boundary of a bucket, or a prefix of it.</summary>
    [Theory]
    [InlineData(null, "s3:GetObject", "b/k", true)]
    [InlineData(null, "s3:DeleteObject", "b/k", true)]
    [InlineData(null, "s3:PutBucketPolicy", "b", false)]
    [InlineData(null, "s3:DeleteBucket", "b", false)]
    [InlineData(null, "s3:GetObject", "other/k", false)]
    [InlineData("logs/", "s3:GetObject", "b/logs/1", true)]
    [InlineData("logs/", "s3:GetObject", "b/other", false)]
    [InlineData("logs/", "s3:ListBucket", "b", false)]
    public void Of_AsBoundaryOfAPolicy_LimitsIt(string? prefix, string action, string resource, bool expected)
    {
        var policies = new PolicySet
        {
            Identity = [Policy.Identity("{'Effect':'Allow','Action':'s3:*','Resource':'*'}")],
            Boundary = BucketGrants.Of([new GrantedBucket("b", BucketRight.Bounded, prefix)]),
            Bucket = Policy.Bucket("{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'}"),
        };

        Assert.Equal(expected, PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, action, resource)).Outcome == PolicyOutcome.AllowedByIdentity);
    }

    private static bool Allows(GrantedBucket granted, string action, string resource, IConditionKeys? keys = null) =>
        PolicyEvaluator.Evaluate(new PolicySet { Identity = [BucketGrants.Of([granted])] }, Policy.Request(Policy.Bob, action, resource, keys)).Outcome == PolicyOutcome.AllowedByIdentity;
}
