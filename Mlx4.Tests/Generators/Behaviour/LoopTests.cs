using Mlx4.Runtime;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promise 4, rulings B16 to B18 and B20: <c>ForEach</c>.</summary>
public class LoopTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        public string[] Ports = { "p0", "p1", "p2" };

        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");

        [InitStage(20, Cleanup = nameof(StopPort), ForEach = nameof(Ports))] Errno Start(string port) => Probe.Step(port);
        void StopPort(string port) => Probe.Step("-" + port);

        [InitStage(30, Cleanup = nameof(StopB))] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");
        """));

    [Theory]
    [InlineData("", "ok", "A p0 p1 p2 B")]
    [InlineData("A=EIO", "A: EIO", "A")]
    [InlineData("p0=EIO", "Start: EIO", "A p0 -A")]
    [InlineData("p1=EIO", "Start: EIO", "A p0 p1 -p0 -A")]
    [InlineData("p2=EIO", "Start: EIO", "A p0 p1 p2 -p1 -p0 -A")]
    [InlineData("B=EIO", "B: EIO", "A p0 p1 p2 B -p2 -p1 -p0 -A")]
    [InlineData("p0=throw", "p0 threw", "A p0 -A")]
    [InlineData("p1=throw", "p1 threw", "A p0 p1 -p0 -A")]
    [InlineData("p2=throw", "p2 threw", "A p0 p1 p2 -p1 -p0 -A")]
    [InlineData("B=throw", "B threw", "A p0 p1 p2 B -p2 -p1 -p0 -A")]
    [InlineData("p2=EIO -p1=throw", "unwind(Start, EIO): -p1 threw", "A p0 p1 p2 -p1 -p0 -A")]
    [InlineData("B=EIO -p2=throw -p0=throw -A=throw", "unwind(B, EIO): -p2 threw, -p0 threw, -A threw", "A p0 p1 p2 B -p2 -p1 -p0 -A")]
    public void Items_are_undone_in_reverse_but_not_the_one_that_failed(string plan, string result, string log)
    {
        Device nic = Nic().Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void The_unload_undoes_all_items()
    {
        Device nic = Nic();
        nic.Load();
        nic.TakeLog();

        nic.Unload();

        Assert.Equal("-B -p2 -p1 -p0 -A", nic.Log);
    }

    [Fact]
    public void The_number_of_items_is_read_once()
    {
        Device nic = Device.Of(Source.Nic("""
            public int Reads;
            public int Queues { get { Reads++; return 2; } }

            [InitStage(10, Cleanup = nameof(Free), ForEach = nameof(Queues))] Errno Alloc(int queue) => Probe.Step("q" + queue);
            void Free(int queue) => Probe.Step("-q" + queue);
            """));

        nic.Load();
        Assert.Equal(1, nic.Get("Reads"));
        nic.Unload();

        Assert.Equal("q0 q1 -q1 -q0", nic.Log);
        Assert.Equal(1, nic.Get("Reads"));
    }

    [Fact]
    public void Items_that_come_later_are_not_undone_and_those_that_were_replaced_are_read_again()
    {
        Device nic = Nic();
        nic.Load();
        nic.TakeLog();

        nic.Set("Ports", new[] { "q0", "q1", "q2", "q3" }).Unload();

        Assert.Equal("-B -q2 -q1 -q0 -A", nic.Log);
    }

    [Fact]
    public void An_item_that_is_gone_counts_as_its_cleanup_throwing()
    {
        Device nic = Nic();
        nic.Load();
        nic.TakeLog();
        nic.Set("Ports", new[] { "p0" });

        UnwindException exception = Assert.Throws<UnwindException>(() => nic.Unload());

        Assert.Equal("-B -p0 -A", nic.Log);
        Assert.Equal(2, exception.InnerExceptions.Count);
        Assert.All(exception.InnerExceptions, inner => Assert.IsType<IndexOutOfRangeException>(inner));
    }

    [Theory]
    [InlineData(-1, "A B")]
    [InlineData(0, "A B")]
    [InlineData(1, "A q0 B")]
    public void A_negative_count_is_none(int queues, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            public int Queues;

            [InitStage(10, NoCleanup = "test")] Errno A() => Probe.Step("A");
            [InitStage(20, Cleanup = nameof(Free), ForEach = nameof(Queues))] Errno Alloc(int queue) => Probe.Step("q" + queue);
            void Free(int queue) => Probe.Step("-q" + queue);
            [InitStage(30, NoCleanup = "test")] Errno B() => Probe.Step("B");
            """)).Set("Queues", queues);

        Assert.Equal("ok", nic.Load());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData("string[]", "new[] { \"x\", \"y\" }")]
    [InlineData("List<string>", "new List<string> { \"x\", \"y\" }")]
    [InlineData("IReadOnlyList<string>", "new[] { \"x\", \"y\" }")]
    [InlineData("IList<string>", "new[] { \"x\", \"y\" }")]
    [InlineData("System.Collections.Immutable.ImmutableArray<string>", "System.Collections.Immutable.ImmutableArray.Create(\"x\", \"y\")")]
    [InlineData("ReadOnlyMemory<string>", "new[] { \"x\", \"y\" }", "Span", "ReadOnlySpan<string> Span => Items.Span;")]
    [InlineData("Letters", "new Letters()", "Items", "public sealed class Letters { public int Length => 2; public string this[int i] => i == 0 ? \"x\" : \"y\"; }")]
    [InlineData("string[]?", "new[] { \"x\", \"y\" }")]
    [InlineData("List<string?>", "new List<string?> { \"x\", \"y\" }")]
    public void Anything_with_a_count_and_an_indexer_can_be_looped_over(string type, string value, string source = "Items", string more = "")
    {
        Device nic = Device.Of(Source.Nic($$"""
            public {{type}} Items = {{value}};
            {{more}}

            [InitStage(10, Cleanup = nameof(Stop), ForEach = nameof({{source}}))] Errno Start(string item) => Probe.Step(item);
            void Stop(object item) => Probe.Step("-" + item);
            [InitStage(20, Cleanup = nameof(StopLast))] void Last() => Probe.Step("Last");
            void StopLast() => Probe.Step("-Last");
            """));

        Assert.Equal("ok", nic.Load());
        nic.Unload();
        Assert.Equal("x y Last -Last -y -x", nic.Log);
    }

    [Theory]
    [InlineData(true, "A p0 p1 -p1 -p0 -A")]
    [InlineData(false, "A -A")]
    public void A_loop_may_have_a_condition(bool enabled, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            public bool Enabled;
            public string[] Ports = { "p0", "p1" };

            [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");

            [InitStage(20, Cleanup = nameof(StopPort), ForEach = nameof(Ports), When = nameof(Enabled))] Errno Start(string port) => Probe.Step(port);
            void StopPort(string port) => Probe.Step("-" + port);
            """)).Set("Enabled", enabled);

        nic.Load();
        nic.Set("Enabled", !enabled).Unload();

        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void A_loop_without_cleanup_is_only_run()
    {
        Device nic = Device.Of(Source.Nic("""
            public string[] Ports = { "p0", "p1" };

            [InitStage(10, NoCleanup = "test", ForEach = nameof(Ports))] void Start(string port) => Probe.Step(port);
            [InitStage(20, NoCleanup = "test", ForEach = nameof(Ports))] Errno Up(string port) => Probe.Step("Up" + port);
            """)).Plan("Upp1=EIO");

        Assert.Equal("Up: EIO", nic.TryLoad());
        Assert.Equal("p0 p1 Upp0 Upp1", nic.Log);
    }

    [Fact]
    public void An_item_hides_the_parameter_of_its_name()
    {
        Device nic = Device.Of(Source.Nic("""
            public string[] Ports = { "p0", "p1" };

            [InitStage(10, NoCleanup = "test")] Errno A(int port) => Probe.Step("A" + port);
            [InitStage(20, Cleanup = nameof(Stop), ForEach = nameof(Ports))] Errno Start(string port, int vlan) => Probe.Step(port + "." + vlan);
            void Stop(string port) => Probe.Step("-" + port);
            """));

        Assert.Equal("ok", nic.Load(7, 9));
        nic.Unload();
        Assert.Equal("A7 p0.9 p1.9 -p1 -p0", nic.Log);
    }

    [Theory]
    [InlineData("q0=EIO", "Q: EIO", "p0 p1 q0 -p1 -p0")]
    [InlineData("q1=EIO", "Q: EIO", "p0 p1 q0 q1 -q0 -p1 -p0")]
    [InlineData("q1=throw -q0=throw", "unwind(Q): q1 threw, -q0 threw", "p0 p1 q0 q1 -q0 -p1 -p0")]
    public void Two_loops_keep_their_own_counts(string plan, string result, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            const int Two = 2;

            [InitStage(10, Cleanup = nameof(StopP), ForEach = nameof(Two))] Errno P(int index) => Probe.Step("p" + index);
            void StopP(int index) => Probe.Step("-p" + index);
            [InitStage(20, Cleanup = nameof(StopQ), ForEach = nameof(Two))] Errno Q(int index) => Probe.Step("q" + index);
            void StopQ(int index) => Probe.Step("-q" + index);
            """)).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }
}
