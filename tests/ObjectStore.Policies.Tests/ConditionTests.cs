namespace ObjectStore.Policies.Tests;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("StringEquals", "'a'", "a", true)]
    [InlineData("StringEquals", "'a'", "A", false)]
    [InlineData("StringEquals", "['b','a']", "a", true)]
    [InlineData("StringEquals", "'a*'", "ab", false)]
    [InlineData("StringNotEquals", "'a'", "a", false)]
    [InlineData("StringNotEquals", "['a','b']", "b", false)]
    [InlineData("StringNotEquals", "['a','b']", "c", true)]
    [InlineData("StringNotEquals", "'a'", null, true)]
    [InlineData("StringEquals", "'a'", null, false)]
    [InlineData("StringEqualsIfExists", "'a'", null, true)]
    [InlineData("StringEqualsIfExists", "'a'", "b", false)]
    [InlineData("StringEqualsIgnoreCase", "'a'", "A", true)]
    [InlineData("StringNotEqualsIgnoreCase", "'a'", "A", false)]
    [InlineData("StringLike", "'a*c?'", "abbcd", true)]
    [InlineData("StringLike", "'a*'", "b", false)]
    [InlineData("StringNotLike", "'a*'", "ab", false)]
    [InlineData("stringlike", "'a*'", "ab", true)]
    [InlineData("NumericEquals", "5", "5.0", true)]
    [InlineData("NumericNotEquals", "'5'", "6", true)]
    [InlineData("NumericLessThan", "'5'", "5", false)]
    [InlineData("NumericLessThanEquals", "'5'", "5", true)]
    [InlineData("NumericGreaterThan", "'5'", "6", true)]
    [InlineData("NumericGreaterThanEquals", "'5'", "4", false)]
    [InlineData("NumericLessThan", "'5'", "many", false)]
    [InlineData("DateLessThan", "'2026-01-01T00:00:00Z'", "2025-12-31T23:59:59Z", true)]
    [InlineData("DateLessThan", "'2026-01-01T00:00:00Z'", "2026-01-01T00:00:00Z", false)]
    [InlineData("DateGreaterThanEquals", "'2026-01-01'", "2026-01-01T00:00:00Z", true)]
    [InlineData("DateEquals", "'0'", "1970-01-01T00:00:00Z", true)]
    [InlineData("DateNotEquals", "'0'", "1970-01-01T00:00:01Z", true)]
    [InlineData("Bool", "'true'", "true", true)]
    [InlineData("Bool", "false", "true", false)]
    [InlineData("BinaryEquals", "'YQ=='", "YQ==", true)]
    [InlineData("IpAddress", "'10.0.0.0/8'", "10.1.2.3", true)]
    [InlineData("IpAddress", "'10.0.0.0/8'", "11.1.2.3", false)]
    [InlineData("IpAddress", "'10.1.2.3'", "10.1.2.3", true)]
    [InlineData("IpAddress", "'10.1.2.3/8'", "10.200.0.1", true)]
    [InlineData("IpAddress", "'10.0.0.0/8'", "::ffff:10.0.0.1", true)]
    [InlineData("IpAddress", "'2001:db8::/32'", "2001:db8:1::1", true)]
    [InlineData("IpAddress", "'0.0.0.0/0'", "2001:db8:1::1", false)]
    [InlineData("IpAddress", "'0.0.0.0/0'", "::ffff:10.0.0.1", true)]
    [InlineData("IpAddress", "'::/0'", "2001:db8:1::1", true)]
    [InlineData("IpAddress", "'::/0'", "10.0.0.1", false)]
    [InlineData("IpAddress", "'::/0'", "::ffff:10.0.0.1", false)]
    [InlineData("IpAddress", "'::/64'", "::ffff:10.0.0.1", false)]
    [InlineData("IpAddress", "'2000::/3'", "::ffff:10.0.0.1", false)]
    [InlineData("IpAddress", "'::ffff:10.0.0.0/104'", "::ffff:10.1.2.3", true)]
    [InlineData("IpAddress", "'::ffff:10.0.0.0/104'", "10.1.2.3", true)]
    [InlineData("IpAddress", "'::ffff:10.0.0.0/104'", "11.1.2.3", false)]
    [InlineData("IpAddress", "'::ffff:10.1.2.3'", "10.1.2.3", true)]
    [InlineData("NotIpAddress", "'2000::/3'", "::ffff:10.0.0.1", true)]
    [InlineData("NotIpAddress", "'10.0.0.0/8'", "10.1.2.3", false)]
    [InlineData("ArnLike", "'arn:aws:s3:::b*'", "arn:aws:s3:::bucket", true)]
    [InlineData("ArnLike", "'arn:aws:*:bucket'", "arn:aws:s3:::bucket", false)]
    [InlineData("ArnEquals", "'arn:aws:s3:*:*:bucket'", "arn:aws:s3:::bucket", true)]
    [InlineData("ArnNotLike", "'arn:aws:s3:::b*'", "arn:aws:s3:::bucket", false)]
    [InlineData("Null", "'true'", null, true)]
    [InlineData("Null", "'true'", "a", false)]
    [InlineData("Null", "'false'", "a", true)]
    [InlineData("Null", "'false'", null, false)]
    public void Holds_Operator_ComparesAsDocumented(string op, string values, string? actual, bool expected) =>
        Assert.Equal(expected, Holds(op, values, actual is null ? null : [actual]));

    [Theory]
    [InlineData("ForAllValues:StringEquals", new[] { "a", "b" }, true)]
    [InlineData("ForAllValues:StringEquals", new[] { "a", "c" }, false)]
    [InlineData("ForAllValues:StringEquals", null, true)]
    [InlineData("ForAnyValue:StringEquals", new[] { "a", "c" }, true)]
    [InlineData("ForAnyValue:StringEquals", new[] { "c" }, false)]
    [InlineData("ForAnyValue:StringEquals", null, false)]
    [InlineData("ForAllValues:StringNotEquals", new[] { "c", "d" }, true)]
    [InlineData("ForAllValues:StringNotEquals", new[] { "c", "a" }, false)]
    [InlineData("ForAnyValue:StringNotEquals", new[] { "c", "a" }, true)]
    [InlineData("ForAnyValue:StringEqualsIfExists", null, true)]
    public void Holds_SeveralValues_FollowsTheQuantifier(string op, string[]? actual, bool expected) =>
        Assert.Equal(expected, Holds(op, "['a','b']", actual));

    [Fact]
    public void Holds_TwoKeys_NeedsBoth()
    {
        var policy = Policy.Identity("{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':{'StringEquals':{'s3:x-amz-a':'1','s3:x-amz-b':'2'}}}");

        Assert.False(IsAllowed(policy, new TestKeys(("s3:x-amz-a", ["1"]))));
        Assert.True(IsAllowed(policy, new TestKeys(("s3:x-amz-a", ["1"]), ("s3:x-amz-b", ["2"]))));
    }

    [Fact]
    public void Holds_VariableAsValue_ComparesWithTheRequest()
    {
        var policy = Policy.Identity("{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':{'StringLike':{'s3:prefix':'home/${aws:username}/*'}}}");
        var request = (string prefix) => Policy.Request(Policy.Bob, "s3:ListBucket", "b", new TestKeys(("s3:prefix", [prefix]), ("aws:username", ["bob"])));

        Assert.True(PolicyEvaluator.Evaluate(new PolicySet { Identity = [policy] }, request("home/bob/x")).IsAllowed);
        Assert.False(PolicyEvaluator.Evaluate(new PolicySet { Identity = [policy] }, request("home/alice/x")).IsAllowed);
    }

    [Fact]
    public void Holds_KeyWithTagName_KeepsTheCaseOfTheName()
    {
        var policy = Policy.Identity("{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':{'StringEquals':{'S3:RequestObjectTag/Owner':'x'}}}");

        Assert.True(IsAllowed(policy, new TestKeys(("s3:requestobjecttag/Owner", ["x"]))));
        Assert.False(IsAllowed(policy, new TestKeys(("s3:requestobjecttag/owner", ["x"]))));
    }

    private static bool Holds(string op, string values, string[]? actual)
    {
        var policy = Policy.Identity($"{{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':{{'{op}':{{'s3:x-amz-key':{values}}}}}}}");
        return IsAllowed(policy, actual is null ? TestKeys.None : new TestKeys(("s3:x-amz-key", actual)));
    }

    private static bool IsAllowed(PolicyDocument policy, TestKeys keys) =>
        PolicyEvaluator.Evaluate(new PolicySet { Identity = [policy] }, Policy.Request(Policy.Bob, "s3:GetObject", "b/k", keys)).IsAllowed;
}
