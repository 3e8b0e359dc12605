using ObjectStore.Gateway.Admission;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Admission;

public class FairAdmissionTests
{
    private const int Places = 512;

    private readonly FairAdmission _admission = new(Places, new ManualTimeProvider());

    [Fact]
    public void TryEnter_OneTenantAsksForAll_LeavesPlacesForOthers()
    {
        var greedy = Fill("greedy", 1);

        Assert.Equal(Places * FairAdmission.PlacesPerFreePlace / (FairAdmission.PlacesPerFreePlace + 1), greedy.Count);
        Assert.Equal(AdmissionOutcome.OverShare, _admission.TryEnter("greedy", 1, out _));
        Assert.Equal(AdmissionOutcome.Admitted, _admission.TryEnter("small", 1, out _));
    }

    [Fact]
    public void TryEnter_OnePlaceInAll_IsGivenOnce()
    {
        var admission = new FairAdmission(1, new ManualTimeProvider());

        Assert.Equal(AdmissionOutcome.Admitted, admission.TryEnter("a", 1, out var tenant));
        Assert.Equal(AdmissionOutcome.Full, admission.TryEnter("b", 1, out _));
        admission.Leave(tenant!);
        Assert.Equal(AdmissionOutcome.Admitted, admission.TryEnter("b", 1, out _));
    }

    [Fact]
    public void TryEnter_TenantWithTwoConnectionsBesideOneWithFiveHundred_IsNeverRefused()
    {
        var greedy = Fill("greedy", 1);
        var random = new Random(1);
        var refusedOfGreedy = 0;

        for (var step = 0; step < 10_000; step++)
        {
            Assert.Equal(AdmissionOutcome.Admitted, _admission.TryEnter("small", 1, out var first));
            Assert.Equal(AdmissionOutcome.Admitted, _admission.TryEnter("small", 1, out var second));
            EndOne(greedy, random);
            for (var i = 0; i < 3; i++)
            {
                if (_admission.TryEnter("greedy", 1, out var tenant) == AdmissionOutcome.Admitted) greedy.Add(tenant!);
                else refusedOfGreedy++;
            }

            _admission.Leave(first!);
            _admission.Leave(second!);
        }

        Assert.True(refusedOfGreedy > 10_000, $"{refusedOfGreedy} requests of the greedy tenant were refused.");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 10)]
    public void TryEnter_TenantsThatAllWantMore_SettleAtTheirWeights(int weightOfLate, int weightOfEarly)
    {
        var early = Fill("early", weightOfEarly);
        var late = new List<Tenant>();
        var random = new Random(2);
        long placesOfEarly = 0, placesOfLate = 0;

        for (var step = 0; step < 40_000; step++)
        {
            var ends = random.Next(early.Count + late.Count);
            EndOne(ends < early.Count ? early : late, random);
            Ask("early", weightOfEarly, early);
            Ask("late", weightOfLate, late);
            if (step < 20_000) continue;
            placesOfEarly += early.Count;
            placesOfLate += late.Count;
        }

        var ratio = (double)placesOfLate / placesOfEarly / ((double)weightOfLate / weightOfEarly);
        Assert.InRange(ratio, 0.8, 1.25);
    }

    [Fact]
    public void TryEnter_MoreUsersThanAreRemembered_ForgetsThoseWithoutRequests()
    {
        Assert.Equal(AdmissionOutcome.Admitted, _admission.TryEnter("stays", 1, out var stays));

        for (var user = 0; user < 3 * FairAdmission.TenantsMax; user++)
        {
            Assert.Equal(AdmissionOutcome.Admitted, _admission.TryEnter($"user {user}", 1, out var tenant));
            _admission.Leave(tenant!);
        }

        Assert.InRange(_admission.TenantCount, 1, FairAdmission.TenantsMax);
        Assert.Equal(AdmissionOutcome.Admitted, _admission.TryEnter("stays", 1, out var again));
        Assert.Same(stays, again);
    }

    [Fact]
    public async Task TryEnter_FromManyThreadsWithUsersThatAreForgotten_KeepsTheCount()
    {
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 50_000; i++)
            {
                if (_admission.TryEnter($"user {random.Next(FairAdmission.TenantsMax + 100)}", 1, out var tenant) != AdmissionOutcome.Admitted) continue;
                most = Math.Max(most, _admission.Count);
                _admission.Leave(tenant!);
            }
        })));

        Assert.InRange(most, 1, Places);
        Assert.Equal(0, _admission.Count);
    }

    private void Ask(string user, int weight, List<Tenant> places)
    {
        if (_admission.TryEnter(user, weight, out var tenant) == AdmissionOutcome.Admitted) places.Add(tenant!);
    }

    private List<Tenant> Fill(string user, int weight)
    {
        var places = new List<Tenant>();
        while (_admission.TryEnter(user, weight, out var tenant) == AdmissionOutcome.Admitted) places.Add(tenant!);
        return places;
    }

    private void EndOne(List<Tenant> places, Random random)
    {
        var index = random.Next(places.Count);
        _admission.Leave(places[index]);
        places.RemoveAt(index);
    }
}
