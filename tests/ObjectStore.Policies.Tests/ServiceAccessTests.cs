using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;

namespace ObjectStore.Policies.Tests;

/// <summary>Services that write to a bucket for another one.</summary>
public sealed class ServiceAccessTests
{
    private const string Named = "{'Effect':'Allow','Principal':{'Service':'logging.s3.amazonaws.com'},'Action':'s3:PutObject','Resource':'*'}";

    [Theory]
    [InlineData("", "private", true, AccessVerdict.Denied)]
    [InlineData(Named, "private", true, AccessVerdict.Allowed)]
    [InlineData("{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'}", "private", true, AccessVerdict.Denied)]
    [InlineData("{'Effect':'Allow','Principal':{'Service':'s3.amazonaws.com'},'Action':'s3:*','Resource':'*'}", "private", true, AccessVerdict.Denied)]
    [InlineData("{'Effect':'Allow','Principal':{'AWS':'logging.s3.amazonaws.com'},'Action':'s3:*','Resource':'*'}", "private", true, AccessVerdict.Denied)]
    [InlineData(Named + ",{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}", "private", true, AccessVerdict.Denied)]
    [InlineData("", "log-delivery-write", true, AccessVerdict.Allowed)]
    [InlineData("", "log-delivery-write", false, AccessVerdict.Denied)]
    [InlineData("", "public-read-write", true, AccessVerdict.Denied)]
    [InlineData("{'Effect':'Deny','Principal':{'Service':'logging.s3.amazonaws.com'},'Action':'s3:*','Resource':'*'}", "log-delivery-write", true, AccessVerdict.Denied)]
    public void DecideService_Write_NeedsItsNameOrItsGroup(string policy, string canned, bool isLogDelivery, AccessVerdict expected)
    {
        Assert.True(CannedAcls.TryMake(canned, "alice", "alice", out var acl));
        var rules = new AccessRules { OwnerId = "alice", Acl = acl, Policy = policy.Length > 0 ? Policy.Bucket(policy) : null };
        var request = Policy.Request(RequestPrincipal.OfService("logging.s3.amazonaws.com"), "s3:PutObject", "b/k");

        Assert.Equal(expected, BucketAccess.DecideService(rules, request, isLogDelivery).Verdict);
        Assert.NotEqual(AccessVerdict.Allowed, BucketAccess.DecideService(rules with { AreAclsEnabled = false, Policy = null }, request, isLogDelivery).Verdict);
    }

    [Fact]
    public void Matches_UserOfTheNameOfAService_IsNone()
    {
        var rules = new AccessRules { OwnerId = "alice", Acl = AccessControlList.PrivateOf("alice"), Policy = Policy.Bucket(Named) };
        var principal = new RequestPrincipal("logging.s3.amazonaws.com", "logging.s3.amazonaws.com", "logging.s3.amazonaws.com");

        Assert.Equal(AccessVerdict.Denied, BucketAccess.Decide(new AccessCaller(principal), rules, default, Policy.Request(principal, "s3:PutObject", "b/k")).Verdict);
    }
}
