using System.Globalization;

namespace ObjectStore.Extents.Tests.Model;

[Trait("Category", "Model")]
public sealed class ExtentDeviceModelTests(ITestOutputHelper output)
{
    private const int FixedSeed = 20261120;

    /// <summary>Operations of all model tests together; OBJECTSTORE_MODEL_OPERATIONS asks for more.</summary>
    private static readonly int Operations =
        int.TryParse(Environment.GetEnvironmentVariable("OBJECTSTORE_MODEL_OPERATIONS"), CultureInfo.InvariantCulture, out var operations) ? operations : 104_000;

    [Theory]
    [InlineData(ModelProfile.Crashes)]
    [InlineData(ModelProfile.InputOutputErrors)]
    [InlineData(ModelProfile.FullDevice)]
    [InlineData(ModelProfile.Damage)]
    public Task Device_RandomOperationsWithFixedSeed_BehavesAsTheModel(ModelProfile profile) => RunAsync(FixedSeed, profile);

    [Theory]
    [InlineData(ModelProfile.Crashes)]
    [InlineData(ModelProfile.InputOutputErrors)]
    [InlineData(ModelProfile.FullDevice)]
    [InlineData(ModelProfile.Damage)]
    public Task Device_RandomOperationsWithRandomSeed_BehavesAsTheModel(ModelProfile profile)
    {
        var given = Environment.GetEnvironmentVariable("OBJECTSTORE_MODEL_SEED");
        return RunAsync(int.TryParse(given, CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next(), profile);
    }

    [Fact]
    public async Task Device_WhoseSyncsDoNothing_IsFoundOut()
    {
        await using var runner = new ModelRunner(FixedSeed, ModelProfile.Crashes, ignoresFlush: true);

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => runner.RunAsync(5_000));
    }

    private async Task RunAsync(int seed, ModelProfile profile)
    {
        output.WriteLine($"seed {seed} (replay with OBJECTSTORE_MODEL_SEED={seed}), profile {profile}");
        await using var runner = new ModelRunner(seed, profile);
        try
        {
            await runner.RunAsync(Operations / 8);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new InvalidOperationException($"seed {seed}, profile {profile}, operation {runner.Done}: {exception.Message}", exception);
        }
        finally
        {
            output.WriteLine($"{runner.Done} operations: {string.Join(", ", runner.Happened.Select(entry => $"{entry.Key} {entry.Value}"))}");
        }
    }
}
