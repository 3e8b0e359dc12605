using System.Text.Json;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>The commands <c>aws sts …</c>, with roles that <c>aws iam …</c> makes.</summary>
[Collection(ClientsCollection.Name)]
[Trait("Category", "Integration")]
public sealed class AwsStsTests(ClientsFixture fixture)
{
    private const string TrustsTheAccount = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::root:root"},"Action":"sts:AssumeRole"}]}""";

    public static TheoryData<string> Programs => ClientPrograms.Rows(ClientPrograms.Aws);

    [Theory, MemberData(nameof(Programs))]
    public async Task AssumeRole_WithASessionPolicy_MayWhatRoleAndSessionAllow(string aws)
    {
        var bucket = fixture.NewBucketName();
        await CallAsync(aws, "s3api", "create-bucket", "--bucket", bucket);
        await CallAsync(aws, "s3api", "put-object", "--bucket", bucket, "--key", "k");
        var role = (await CallAsync(aws, "iam", "create-role", "--role-name", bucket, "--assume-role-policy-document", TrustsTheAccount)).GetProperty("Role").GetProperty("Arn").GetString()!;
        await CallAsync(aws, "iam", "put-role-policy", "--role-name", bucket, "--policy-name", "p", "--policy-document", Allow("s3:*", bucket));

        var plain = await AssumeAsync(aws, role);
        var limited = await AssumeAsync(aws, role, "--policy", Allow("s3:GetObject", bucket));

        await CallAsync(plain, aws, "s3api", "put-object", "--bucket", bucket, "--key", "k");
        await CallAsync(limited, aws, "s3api", "head-object", "--bucket", bucket, "--key", "k");
        (await RunAsync(limited, aws, "s3api", "put-object", "--bucket", bucket, "--key", "k")).FailedWith("AccessDenied");
        var caller = await CallAsync(plain, aws, "sts", "get-caller-identity");
        Assert.Equal($"arn:aws:sts::root:assumed-role/{bucket}/job", caller.GetProperty("Arn").GetString());
        Assert.Equal("root", caller.GetProperty("Account").GetString());
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task AssumeRole_WithManagedPoliciesAndSourceIdentity_IsLimitedAndNamesWhoIsBehindIt(string aws)
    {
        var bucket = fixture.NewBucketName();
        await CallAsync(aws, "s3api", "create-bucket", "--bucket", bucket);
        var trust = TrustsTheAccount.Replace("\"sts:AssumeRole\"", "[\"sts:AssumeRole\",\"sts:SetSourceIdentity\",\"sts:TagSession\"]", StringComparison.Ordinal);
        var role = (await CallAsync(aws, "iam", "create-role", "--role-name", bucket, "--assume-role-policy-document", trust)).GetProperty("Role").GetProperty("Arn").GetString()!;
        await CallAsync(aws, "iam", "put-role-policy", "--role-name", bucket, "--policy-name", "p", "--policy-document",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceIdentity":"alice"}}}]}""");
        string[] managed = ["--policy-arns", "arn=arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"];

        var limited = await AssumeAsync(aws, role, ["--source-identity", "alice", "--tags", "Key=Team,Value=blue", "--transitive-tag-keys", "Team", .. managed]);
        var nobody = await AssumeAsync(aws, role, managed);

        (await RunAsync(limited, aws, "s3api", "list-objects-v2", "--bucket", bucket)).Succeeded();
        (await RunAsync(limited, aws, "s3api", "put-object", "--bucket", bucket, "--key", "k")).FailedWith("AccessDenied");
        (await RunAsync(nobody, aws, "s3api", "list-objects-v2", "--bucket", bucket)).FailedWith("AccessDenied");
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task GetSessionToken_OfTheRoot_SignsAsTheRoot(string aws)
    {
        var session = SessionOf(await CallAsync(aws, "sts", "get-session-token", "--duration-seconds", "900"));

        Assert.Equal("arn:aws:iam::root:root", (await CallAsync(session, aws, "sts", "get-caller-identity")).GetProperty("Arn").GetString());
        await CallAsync(session, aws, "s3api", "create-bucket", "--bucket", fixture.NewBucketName());
        (await RunAsync(session with { Token = session.Token[..^8] + "AAAAAAAA" }, aws, "s3api", "list-buckets")).FailedWith("InvalidToken");
        (await RunAsync(session with { Token = "" }, aws, "s3api", "list-buckets")).FailedWith("InvalidAccessKeyId");
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Failures_OfSts_AreToldAsItTellsThem(string aws)
    {
        (await RunAsync(null, aws, "sts", "assume-role", "--role-arn", "arn:aws:iam::root:role/none", "--role-session-name", "job")).FailedWith("AccessDenied");
        (await RunAsync(null, aws, "sts", "assume-role-with-web-identity", "--role-arn", "arn:aws:iam::root:role/none", "--role-session-name", "job", "--web-identity-token", "abcdef"))
            .FailedWith("InvalidIdentityToken");
    }

    private static string Allow(string action, string bucket) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":["arn:aws:s3:::{{bucket}}","arn:aws:s3:::{{bucket}}/*"]}]}""";

    private static Session SessionOf(JsonElement answer)
    {
        var credentials = answer.GetProperty("Credentials");
        return new Session(
            credentials.GetProperty("AccessKeyId").GetString()!, credentials.GetProperty("SecretAccessKey").GetString()!, credentials.GetProperty("SessionToken").GetString()!);
    }

    private async Task<Session> AssumeAsync(string aws, string role, params string[] more) =>
        SessionOf(await CallAsync(aws, "sts", "assume-role", ["--role-arn", role, "--role-session-name", "job", .. more]));

    private Task<JsonElement> CallAsync(string aws, string service, string operation, params string[] arguments) => CallAsync(null, aws, service, operation, arguments);

    private async Task<JsonElement> CallAsync(Session? session, string aws, string service, string operation, params string[] arguments) =>
        (await RunAsync(session, aws, service, operation, arguments)).Json();

    private Task<CommandResult> RunAsync(Session? session, string aws, string service, string operation, params string[] arguments)
    {
        Assert.SkipWhen(aws.Length == 0, "The aws command is not installed.");
        var environment = new Dictionary<string, string>(fixture.Environment);
        if (session is not null)
        {
            environment["AWS_ACCESS_KEY_ID"] = session.AccessKey;
            environment["AWS_SECRET_ACCESS_KEY"] = session.SecretKey;
            environment["AWS_SESSION_TOKEN"] = session.Token;
        }

        return CommandRunner.RunAsync(aws, ["--endpoint-url", fixture.Standalone.Endpoint.GetLeftPart(UriPartial.Authority), service, operation, .. arguments], environment);
    }

    private sealed record Session(string AccessKey, string SecretKey, string Token);
}
