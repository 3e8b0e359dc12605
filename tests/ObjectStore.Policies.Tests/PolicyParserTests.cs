using System.Text;

namespace ObjectStore.Policies.Tests;

public sealed class PolicyParserTests
{
    private const string Rest = "'Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'";

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("'x'")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{'Statement':[]}")]
    [InlineData("{'Statement':'x'}")]
    [InlineData("{'Statement':['x']}")]
    [InlineData("{'Version':'2020-01-01','Statement':[{'Effect':'Allow'," + Rest + "}]}")]
    [InlineData("{'Version':1,'Statement':[{'Effect':'Allow'," + Rest + "}]}")]
    [InlineData("{'Other':1,'Statement':[{'Effect':'Allow'," + Rest + "}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Effect':'Deny'," + Rest + "}]}")]
    [InlineData("{'Statement':[{" + Rest + "}]}")]
    [InlineData("{'Statement':[{'Effect':'Maybe'," + Rest + "}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Other':1," + Rest + "}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Sid':1," + Rest + "}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Action':'s3:GetObject','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'bob','Action':'s3:GetObject','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':{},'Action':'s3:GetObject','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':{'AWS':[]},'Action':'s3:GetObject','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::1:user/*'},'Action':'s3:GetObject','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':{'Other':'x'},'Action':'s3:GetObject','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','NotPrincipal':{'AWS':'x'},'Action':'s3:GetObject','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Deny','NotPrincipal':{'AWS':'x'},'Principal':'*','Action':'s3:GetObject','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'*','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:Unknown','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'*','Action':'ec2:*','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'*','Action':[],'Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:*','NotAction':'s3:*','Resource':'*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:GetObject'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'b/*'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:ec2:::x'}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':[]}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'Unknown':{'s3:prefix':'x'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'StringEquals':{'prefix':'x'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'StringEquals':{'s3:prefix':[]}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Deny'," + Rest + ",'Condition':{'StringEquals':{'s3:unknown':'x'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Deny'," + Rest + ",'Condition':{'StringEquals':{'s3:ExistingObjectTag/':'x'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:PutObject','Resource':'arn:aws:s3:::b/*','Condition':{'StringEquals':{'s3:ExistingObjectTag/a':'x'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'StringEquals':{'s3:prefix':{}}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/33'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':'192.168.100'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':'127.1/8'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':'3232235777'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':'010.0.0.0/8'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':'0x7f.0.0.1'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':'[::1]'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':'fe80::1%1'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'NumericEquals':{'s3:max-keys':'x'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'DateEquals':{'aws:CurrentTime':'x'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'Bool':{'aws:SecureTransport':'x'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Condition':{'NullIfExists':{'s3:prefix':'true'}}}]}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + "}],}")]
    [InlineData("{'Statement':[{'Effect':'Allow'," + Rest + ",'Sid':'\\ud800'}]}")]
    public void TryParse_BadBucketPolicy_TellsAReason(string json)
    {
        Assert.False(Policy.TryParse(json, PolicyKind.Bucket, out var reason));
        Assert.NotEmpty(reason);
    }

    /// <summary>Every action that a denial names has to be about one of its resources, or it would deny nothing.</summary>
    [Theory]
    [InlineData("'s3:GetObject'", "'arn:aws:s3:::b'", true)]
    [InlineData("'s3:Abort*'", "'arn:aws:s3:::b'", true)]
    [InlineData("'s3:???Object'", "'arn:aws:s3:::b'", true)]
    [InlineData("'s3:ListBucket'", "'arn:aws:s3:::b/*'", true)]
    [InlineData("'s3:GetBucket*'", "['arn:aws:s3:::b/*','arn:aws:s3:::*/x']", true)]
    [InlineData("['s3:GetObject','s3:ListBucket']", "'arn:aws:s3:::b/*'", true)]
    [InlineData("['s3:GetObject','s3:ListBucket']", "['arn:aws:s3:::b/*','arn:aws:s3:::b']", false)]
    [InlineData("'s3:GetBucketObjectLockConfiguration'", "'arn:aws:s3:::b'", false)]
    [InlineData("'s3:List*'", "'arn:aws:s3:::b/*'", false)]
    [InlineData("'s3:*'", "'arn:aws:s3:::b'", false)]
    [InlineData("'*'", "'arn:aws:s3:::b/*'", false)]
    [InlineData("'s3:GetObject'", "'arn:aws:s3:::b*'", false)]
    [InlineData("'s3:GetObject'", "'*'", false)]
    [InlineData("'s3:ListBucket'", "'*'", false)]
    [InlineData("'s3:GetObject'", "'arn:aws:s3:::${aws:username}'", false)]
    public void HasIdleDenial_ActionsAndResources_AreTheSameKind(string actions, string resources, bool isIdle)
    {
        Assert.Equal(isIdle, Policy.Bucket($"{{'Effect':'Deny','Principal':'*','Action':{actions},'Resource':{resources}}}").HasIdleDenial);
        Assert.False(Policy.Bucket($"{{'Effect':'Allow','Principal':'*','Action':{actions},'Resource':{resources}}}").HasIdleDenial);
        Assert.False(Policy.Bucket($"{{'Effect':'Deny','Principal':'*','NotAction':{actions},'Resource':{resources}}}").HasIdleDenial);
        Assert.False(Policy.Bucket($"{{'Effect':'Deny','Principal':'*','Action':{actions},'NotResource':{resources}}}").HasIdleDenial);
    }

    /// <summary>A denial under a condition that no request for its actions can meet would deny nothing.</summary>
    [Theory]
    [InlineData("'Action':'s3:GetObject'", "StringEquals", "s3:x-amz-acl", true)]
    [InlineData("'Action':'s3:GetObject*'", "StringLike", "s3:X-Amz-Server-Side-Encryption", true)]
    [InlineData("'Action':'s3:GetObject'", "ForAnyValue:StringNotEquals", "s3:x-amz-acl", true)]
    [InlineData("'Action':'s3:PutObjectAcl'", "StringEquals", "s3:x-amz-object-ownership", true)]
    [InlineData("'Action':['s3:GetObject','s3:PutObject']", "StringEquals", "s3:x-amz-acl", false)]
    [InlineData("'Action':'s3:Put*'", "StringEquals", "s3:x-amz-storage-class", false)]
    [InlineData("'Action':'s3:PutBucketAcl'", "StringEquals", "s3:x-amz-grant-read", false)]
    [InlineData("'Action':'s3:DeleteObject'", "StringEquals", "s3:x-amz-bypass-governance-retention", false)]
    [InlineData("'Action':'s3:GetObjectVersion'", "StringEquals", "s3:x-amz-server-side-encryption-customer-algorithm", false)]
    [InlineData("'Action':'s3:DeleteBucket'", "StringEquals", "s3:x-amz-content-sha256", false)]
    [InlineData("'NotAction':'s3:GetObject'", "StringEquals", "s3:x-amz-acl", false)]
    [InlineData("'NotAction':'s3:List*'", "StringEquals", "s3:x-amz-acl", false)]
    [InlineData("'NotAction':['s3:Put*','s3:Create*','s3:Replicate*']", "StringEquals", "s3:x-amz-acl", true)]
    [InlineData("'Action':['s3:GetObject','s3:ListMultipartUploadParts']", "StringEquals", "s3:prefix", true)]
    [InlineData("'Action':'s3:List*'", "StringEquals", "s3:delimiter", false)]
    [InlineData("'Action':'s3:ListBucketVersions'", "StringEquals", "s3:Prefix", false)]
    [InlineData("'Action':'s3:ListBucketMultipartUploads'", "StringEquals", "s3:prefix", false)]
    [InlineData("'Action':'*'", "StringEquals", "s3:prefix", false)]
    [InlineData("'NotAction':'s3:Put*'", "StringEquals", "s3:prefix", false)]
    [InlineData("'NotAction':'s3:List*'", "StringEquals", "s3:prefix", true)]
    [InlineData("'Action':'s3:GetObject'", "StringEquals", "s3:VersionId", false)]
    [InlineData("'Action':'s3:GetObject'", "StringEquals", "aws:UserAgent", false)]
    [InlineData("'Action':'s3:GetObject'", "StringNotEquals", "s3:prefix", false)]
    [InlineData("'Action':'s3:GetObject'", "StringEqualsIfExists", "s3:x-amz-acl", false)]
    [InlineData("'Action':'s3:GetObject'", "ForAllValues:StringEquals", "s3:x-amz-acl", false)]
    [InlineData("'Action':'s3:GetObject'", "Null", "s3:x-amz-acl", false)]
    [InlineData("'Action':'s3:GetObject'", "Null", "s3:x-amz-acl", true, "false")]
    public void HasIdleCondition_ActionsWithoutTheKey_OnlyWhereItHasToBeThere(string actions, string op, string key, bool isIdle, string value = "true")
    {
        var rest = $"'Principal':'*',{actions},'Resource':'*','Condition':{{'{op}':{{'{key}':'{value}'}}}}}}";

        Assert.Equal(isIdle, Policy.Bucket("{'Effect':'Deny'," + rest).HasIdleCondition);
        Assert.False(Policy.Bucket("{'Effect':'Allow'," + rest).HasIdleCondition);
    }

    [Fact]
    public void TryParse_DeepNesting_IsRefused() =>
        Assert.False(Policy.TryParse(new string('[', 100_000), PolicyKind.Bucket, out _));

    [Fact]
    public void TryParse_PrincipalInIdentityPolicy_IsRefused() =>
        Assert.False(Policy.TryParse("{'Statement':{'Effect':'Allow'," + Rest + "}}", PolicyKind.Identity, out _));

    [Fact]
    public void TryParse_OtherServicesInIdentityPolicy_AreTakenAndMatchNothing()
    {
        var policy = Policy.Identity("{'Effect':'Allow','Action':'iam:*','Resource':'*'}");

        Assert.False(PolicyEvaluator.Evaluate(new PolicySet { Identity = [policy] }, Policy.Request(Policy.Bob, "s3:GetObject", "b/k")).IsAllowed);
    }

    [Fact]
    public void TryParse_MutatedPolicies_NeverThrow()
    {
        var seed = Environment.GetEnvironmentVariable("POLICY_SEED") is { Length: > 0 } text ? int.Parse(text) : Environment.TickCount;
        var random = new Random(seed);
        var original = Encoding.UTF8.GetBytes(
            ("{'Version':'2012-10-17','Id':'x','Statement':[{'Sid':'s','Effect':'Allow'," + Rest + ",'Condition':{'IpAddress':{'aws:SourceIp':['10.0.0.0/8','::1']}}}]}").Replace('\'', '"'));

        for (var round = 0; round < 5_000; round++)
        {
            var bytes = original.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var thrown = Record.Exception(() => PolicyParser.TryParse(bytes.AsMemory(0, random.Next(bytes.Length + 1)), PolicyKind.Bucket, out _, out _));
            Assert.True(thrown is null, $"POLICY_SEED={seed}, round {round}: {thrown}");
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(",'Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/32'}}", false)]
    [InlineData(",'Condition':{'IpAddress':{'aws:SourceIp':'0.0.0.0/0'}}", true)]
    [InlineData(",'Condition':{'NotIpAddress':{'aws:SourceIp':'10.0.0.0/32'}}", true)]
    [InlineData(",'Condition':{'StringEquals':{'aws:SourceVpc':'vpc-1'}}", false)]
    [InlineData(",'Condition':{'StringLike':{'aws:SourceVpc':'vpc-*'}}", true)]
    [InlineData(",'Condition':{'StringEquals':{'s3:prefix':'x'}}", true)]
    [InlineData(",'Condition':{'StringEquals':{'aws:userid':'AIDA1'}}", false)]
    [InlineData(",'Condition':{'StringEquals':{'aws:userid':['AIDA1','anonymous']}}", true)]
    [InlineData(",'Condition':{'StringEqualsIgnoreCase':{'aws:userid':'Anonymous'}}", true)]
    [InlineData(",'Condition':{'IpAddress':{'aws:SourceIp':'2001:db8::/32'}}", false)]
    [InlineData(",'Condition':{'IpAddress':{'aws:SourceIp':'::/32'}}", true)]
    [InlineData(",'Condition':{'IpAddress':{'aws:SourceIp':'::ffff:0:0/96'}}", true)]
    [InlineData(",'Condition':{'IpAddress':{'aws:SourceIp':'::ffff:10.0.0.0/103'}}", true)]
    [InlineData(",'Condition':{'IpAddress':{'aws:SourceIp':'::ffff:10.0.0.0/104'}}", false)]
    public void IsPublic_StatementForEverybody_IsUnlessHeldToFixedValues(string condition, bool expected) =>
        Assert.Equal(expected, PublicPolicy.IsPublic(Policy.Bucket("{'Effect':'Allow'," + Rest + condition + "}")));

    [Theory]
    [InlineData("{'Effect':'Deny'," + Rest + "}")]
    [InlineData("{'Effect':'Allow','Principal':{'AWS':'bob'},'Action':'s3:*','Resource':'*'}")]
    public void IsPublic_DenyOrSomebody_IsNot(string statement) => Assert.False(PublicPolicy.IsPublic(Policy.Bucket(statement)));

    [Theory]
    [InlineData(Rest, false)]
    [InlineData(Rest + ",'Condition':{'StringEquals':{'s3:RequestObjectTag/a':'x'}}", false)]
    [InlineData(Rest + ",'Condition':{'StringEquals':{'S3:ExistingObjectTag/a':'x'}}", true)]
    [InlineData(Rest + ",'Condition':{'StringEquals':{'aws:username':'${s3:existingObjectTag/owner}'}}", true)]
    [InlineData("'Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b/${s3:ExistingObjectTag/folder}/*'", true)]
    public void AsksAboutTags_OfPolicies_IsToldByConditionsAndVariables(string statement, bool expected)
    {
        Assert.Equal(expected, Policy.Bucket($"{{'Effect':'Deny',{statement}}}").AsksAboutTags);
    }
}
