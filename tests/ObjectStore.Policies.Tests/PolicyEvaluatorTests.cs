namespace ObjectStore.Policies.Tests;

/// <summary>The published evaluation logic as tables.</summary>
public sealed class PolicyEvaluatorTests
{
    private const string AllowGet = "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'}";
    private const string DenyGet = "{'Effect':'Deny','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'}";

    /// <summary>Each of the three policies absent, silent, allowing or denying: what comes of it.</summary>
    [Theory]
    [InlineData("", "", "", PolicyOutcome.ImplicitDeny)]
    [InlineData("allow", "", "", PolicyOutcome.AllowedByIdentity)]
    [InlineData("", "", "allow", PolicyOutcome.AllowedByBucket)]
    [InlineData("silent", "", "allow", PolicyOutcome.AllowedByBucket)]
    [InlineData("allow", "", "silent", PolicyOutcome.AllowedByIdentity)]
    [InlineData("silent", "", "silent", PolicyOutcome.ImplicitDeny)]
    [InlineData("allow", "", "deny", PolicyOutcome.ExplicitDeny)]
    [InlineData("deny", "", "allow", PolicyOutcome.ExplicitDeny)]
    [InlineData("allow", "allow", "", PolicyOutcome.AllowedByIdentity)]
    [InlineData("allow", "silent", "", PolicyOutcome.ImplicitDeny)]
    [InlineData("", "allow", "", PolicyOutcome.ImplicitDeny)]
    [InlineData("", "allow", "allow", PolicyOutcome.AllowedByBucket)]
    [InlineData("", "silent", "allow", PolicyOutcome.ImplicitDeny)]
    [InlineData("allow", "deny", "allow", PolicyOutcome.ExplicitDeny)]
    public void Evaluate_PoliciesOfEachKind_FollowsThePublishedLogic(string identity, string boundary, string bucket, PolicyOutcome expected)
    {
        var policies = new PolicySet
        {
            Identity = identity.Length > 0 ? [Policy.Identity(Statement(identity))] : null,
            Boundary = boundary.Length > 0 ? Policy.Identity(Statement(boundary)) : null,
            Bucket = bucket.Length > 0 ? Policy.Bucket(Statement(bucket).Replace("{'Effect'", "{'Principal':'*','Effect'", StringComparison.Ordinal)) : null,
        };

        Assert.Equal(expected, PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, "s3:GetObject", "b/k")).Outcome);
    }

    /// <summary>Names come from rows that somebody else may have written: one that is a pattern must not grant other buckets, and none may stop the process.</summary>
    [Theory]
    [InlineData("b", true)]
    [InlineData("*", false)]
    [InlineData("?", false)]
    [InlineData("${aws:username}", false)]
    [InlineData("\"", false)]
    [InlineData("\uD800", false)]
    [InlineData("", false)]
    public void ReadWrite_NamesOfAllKinds_GrantsBucketsAlone(string name, bool isGranted)
    {
        var policies = new PolicySet { Identity = [BucketGrants.ReadWrite([name])] };

        Assert.Equal(isGranted, PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, "s3:GetObject", "b/k")).IsAllowed);
        Assert.Equal(isGranted, PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, "s3:ListBucket", "b")).IsAllowed);
    }

    [Fact]
    public void Evaluate_DenyWithName_TellsTheNameInTheReason()
    {
        var policies = new PolicySet { Bucket = Policy.Bucket("{'Sid':'no reads','Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}") };

        Assert.Contains("'no reads'", PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, "s3:GetObject", "b/k")).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'*'", true, true)]
    [InlineData("{'AWS':'*'}", true, true)]
    [InlineData("{'AWS':'bob'}", true, false)]
    [InlineData("{'AWS':'arn:aws:iam::bob:root'}", true, false)]
    [InlineData("{'AWS':'arn:aws:iam::bob:user/bob'}", true, false)]
    [InlineData("{'AWS':'arn:aws:iam:::user/bob'}", true, false)]
    [InlineData("{'AWS':['alice','bob']}", true, false)]
    [InlineData("{'CanonicalUser':'bob'}", true, false)]
    [InlineData("{'AWS':'alice'}", false, false)]
    [InlineData("{'AWS':'arn:aws:iam::alice:user/bob'}", false, false)]
    [InlineData("{'Service':'logging.s3.amazonaws.com'}", false, false)]
    public void Evaluate_Principal_IsWhomItNames(string principal, bool isBob, bool isAnybody)
    {
        var policies = new PolicySet { Bucket = Policy.Bucket($"{{'Effect':'Allow','Principal':{principal},'Action':'s3:GetObject','Resource':'*'}}") };

        Assert.Equal(isBob, PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, "s3:GetObject", "b/k")).IsAllowed);
        Assert.Equal(isAnybody, PolicyEvaluator.Evaluate(policies, Policy.Request(RequestPrincipal.Anonymous, "s3:GetObject", "b/k")).IsAllowed);
    }

    [Fact]
    public void Evaluate_DenyWithNotPrincipal_SparesThoseNamed()
    {
        var policies = new PolicySet { Bucket = Policy.Bucket("{'Effect':'Deny','NotPrincipal':{'AWS':'alice'},'Action':'s3:*','Resource':'*'}") };

        Assert.Equal(PolicyOutcome.ImplicitDeny, PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Alice, "s3:GetObject", "b/k")).Outcome);
        Assert.Equal(PolicyOutcome.ExplicitDeny, PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, "s3:GetObject", "b/k")).Outcome);
    }

    [Theory]
    [InlineData("'Action':'s3:*'", true)]
    [InlineData("'Action':'*'", true)]
    [InlineData("'Action':'S3:getobject'", true)]
    [InlineData("'Action':'s3:Get*'", true)]
    [InlineData("'Action':'s3:GetObjec?'", true)]
    [InlineData("'Action':['s3:PutObject','s3:GetObject']", true)]
    [InlineData("'Action':'s3:GetObjectAcl'", false)]
    [InlineData("'NotAction':'s3:PutObject'", true)]
    [InlineData("'NotAction':'s3:Get*'", false)]
    public void Evaluate_Action_MatchesWithWildcardsInAnyCase(string action, bool expected)
    {
        var policies = new PolicySet { Identity = [Policy.Identity($"{{'Effect':'Allow',{action},'Resource':'*'}}")] };

        Assert.Equal(expected, PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, "s3:GetObject", "b/k")).IsAllowed);
    }

    [Theory]
    [InlineData("'Resource':'arn:aws:s3:::b/*'", "b/k", true)]
    [InlineData("'Resource':'arn:aws:s3:::b/*'", "b/deep/er", true)]
    [InlineData("'Resource':'arn:aws:s3:::b/*'", "b", false)]
    [InlineData("'Resource':'arn:aws:s3:::b*'", "b2/k", true)]
    [InlineData("'Resource':'arn:aws:s3:::b/?'", "b/kk", false)]
    [InlineData("'Resource':'arn:aws:s3:::b/*/end'", "b/a/end/end", true)]
    [InlineData("'Resource':'arn:aws:s3:::b/*/end'", "b/a/ends", false)]
    [InlineData("'Resource':'arn:aws:s3:::b/K'", "b/k", false)]
    [InlineData("'Resource':['arn:aws:s3:::c/*','arn:aws:s3:::b/*']", "b/k", true)]
    [InlineData("'NotResource':'arn:aws:s3:::b/secret/*'", "b/k", true)]
    [InlineData("'NotResource':'arn:aws:s3:::b/secret/*'", "b/secret/k", false)]
    [InlineData("'Resource':'arn:aws:s3:::b/${aws:username}/*'", "b/bob/k", true)]
    [InlineData("'Resource':'arn:aws:s3:::b/${aws:username}/*'", "b/alice/k", false)]
    [InlineData("'Resource':'arn:aws:s3:::b/${AWS:UserName}/*'", "b/bob/k", true)]
    [InlineData("'Resource':'arn:aws:s3:::b/${s3:none}/*'", "b//k", false)]
    [InlineData("'Resource':'arn:aws:s3:::b/${s3:none, 'x'}/*'", "b/x/k", true)]
    [InlineData("'Resource':'arn:aws:s3:::b/${*}'", "b/*", true)]
    [InlineData("'Resource':'arn:aws:s3:::b/${*}'", "b/k", false)]
    [InlineData("'Resource':'arn:aws:s3:::b/${$}{?}'", "b/${x}", true)]
    public void Evaluate_Resource_MatchesWithWildcardsAndVariables(string resource, string asked, bool expected)
    {
        // The default of a variable stands in apostrophes of its own, which have to stay.
        var text = $"{{'Effect':'Allow','Action':'s3:GetObject',{resource}}}".Replace("'x'", "\u0001", StringComparison.Ordinal);
        var policy = System.Text.Encoding.UTF8.GetBytes($"{{'Statement':{text}}}".Replace('\'', '"').Replace("\u0001", "'x'", StringComparison.Ordinal));
        Assert.True(PolicyParser.TryParse(policy, PolicyKind.Identity, out var document, out var reason), reason);
        var keys = new TestKeys(("aws:username", ["bob"]));

        Assert.Equal(expected, PolicyEvaluator.Evaluate(new PolicySet { Identity = [document] }, Policy.Request(Policy.Bob, "s3:GetObject", asked, keys)).IsAllowed);
    }

    [Fact]
    public void Evaluate_VariableWithWildcardInItsValue_TakesItLiterally()
    {
        var policies = new PolicySet { Identity = [Policy.Identity("{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/${aws:username}'}")] };
        var keys = new TestKeys(("aws:username", ["*"]));

        Assert.False(PolicyEvaluator.Evaluate(policies, Policy.Request(Policy.Bob, "s3:GetObject", "b/anything", keys)).IsAllowed);
    }

    private static string Statement(string what) => what switch
    {
        "allow" => AllowGet,
        "deny" => DenyGet,
        _ => AllowGet.Replace("GetObject", "PutObject", StringComparison.Ordinal),
    };
}
