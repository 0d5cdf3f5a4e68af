using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary><c>LoadOneStages</c>: what the attributes say, rulings C5, B35 and E9.</summary>
public class StageTableTests
{
    private static readonly IReadOnlyList<StageInfo> Stages = (IReadOnlyList<StageInfo>)Device.Of(Source.Nic("""
        public int[] Ports = { };
        public bool Ready;

        [InitStage(20, NoCleanup = "a \"plain\" field,\nof C:\\dev", When = nameof(Ready))] void B() { }
        [InitStage(10, Cleanup = nameof(@event), Name = "Alloc <eq>")] Errno @class() => 0;
        void @event() { }
        [InitStage(30, Cleanup = nameof(StopC), ForEach = nameof(Ports), CleanupAt = nameof(@class))] void C(int port) { }
        void StopC(int port) { }
        [InitStage(40, Cleanup = nameof(StopD), Transient = true, RestartOn = Errno.EBUSY, RestartFrom = nameof(D), MaxRestarts = 3, Optional = true)] Errno D() => 0;
        void StopD() { }
        """)).Get("LoadOneStages")!;

    [Fact]
    public void They_stand_in_order() => Assert.Equal(["10 Alloc <eq>", "20 B", "30 C", "40 D"], Stages.Select(stage => stage.ToString()));

    [Fact]
    public void They_say_what_the_attributes_say()
    {
        Assert.All(Stages, stage => Assert.Equal("LoadOne", stage.Pipeline));
        Assert.Equal(("Alloc <eq>", "class", "event"), (Stages[0].Name, Stages[0].Method, Stages[0].Cleanup));
        Assert.Equal(("a \"plain\" field,\nof C:\\dev", "Ready", null), (Stages[1].NoCleanup, Stages[1].When, Stages[1].Cleanup));
        Assert.Equal(("Ports", "class", false), (Stages[2].ForEach, Stages[2].CleanupAt, Stages[2].Transient));
        Assert.Equal((Errno.EBUSY, "D", 3, true), (Stages[3].RestartOn, Stages[3].RestartFrom, Stages[3].MaxRestarts, Stages[3].Transient));
        Assert.Equal((null, null, 1), (Stages[0].RestartOn, Stages[0].RestartFrom, Stages[0].MaxRestarts));
        Assert.Equal([false, false, false, true], Stages.Select(stage => stage.Optional));
    }

    [Fact]
    public void Nobody_can_change_them() => Assert.IsNotAssignableFrom<ICollection<StageInfo>>(Stages);

    [Fact]
    public void They_are_as_many_as_there_are_and_no_more()
    {
        Assert.Equal(4, Stages.Count);
        Assert.Throws<IndexOutOfRangeException>(() => Stages[4]);
        Assert.Throws<IndexOutOfRangeException>(() => Stages[-1]);
    }
}
