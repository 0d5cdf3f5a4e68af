using Mlx4.CodeFixes;

namespace Mlx4.Tests.CodeFixes;

/// <summary>MLX4019: the result of a load is used.</summary>
public class UseResultFixTests
{
    private const string Returns = "Return its error if it fails";
    private const string Throws = "Throw if it fails";

    private static string Caller(string member) => $$"""
        using System;
        using System.Threading.Tasks;
        using Mlx4.Runtime;

        public partial class Nic
        {
            [InitStage(10, NoCleanup = "a query")]
            private Errno Query() => Errno.Ok;

            [InitStage(10, NoCleanup = "a query", Pipeline = "Start")]
            private async Task<Errno> QueryLater() { await Task.Yield(); return Errno.Ok; }

            [InitStage(10, NoCleanup = "a query", Pipeline = "Reset")]
            private async Task Clear() => await Task.Yield();
        }

        public class Caller
        {
        {{member}}
        }
        """;

    private static Task Makes(string title, string before, string after) => Fixing<UseResultFix>.Makes(title, Caller(before), Caller(after));

    [Fact]
    public Task An_error_is_returned() => Makes(Returns, """
            public Errno Run(Nic nic)
            {
                // First the card.
                nic.LoadOne(); // the card
                return Errno.Ok;
            }
        """, """
            public Errno Run(Nic nic)
            {
                // First the card.
                InitResult<Errno> result = nic.LoadOne(); // the card
                if (result.Failed)
                {
                    return result.Error;
                }
                return Errno.Ok;
            }
        """);

    [Fact]
    public Task A_result_is_returned_as_it_is_and_braces_stand_where_they_do() => Makes(Returns, """
            public async Task<InitResult<Errno>> Run(Nic nic) {
                await nic.StartAsync().ConfigureAwait(false);
                string result = "up";
                Console.WriteLine(result);
                return default;
            }
        """, """
            public async Task<InitResult<Errno>> Run(Nic nic) {
                InitResult<Errno> loadResult = await nic.StartAsync().ConfigureAwait(false);
                if (loadResult.Failed) {
                    return loadResult;
                }
                string result = "up";
                Console.WriteLine(result);
                return default;
            }
        """);

    [Theory]
    [InlineData("public void Run(Nic nic) { nic.LoadOne(); }", "public void Run(Nic nic) { nic.LoadOne().ThrowIfFailed(); }")]
    [InlineData("public void Run(Nic nic) => nic.LoadOne();", "public void Run(Nic nic) => nic.LoadOne().ThrowIfFailed();")]
    [InlineData("public void Run(Nic? nic) { nic?.LoadOne(); }", "public void Run(Nic? nic) { nic?.LoadOne().ThrowIfFailed(); }")]
    [InlineData("public Action Run(Nic nic) => () => nic.LoadOne();", "public Action Run(Nic nic) => () => nic.LoadOne().ThrowIfFailed();")]
    [InlineData("public async Task Run(Nic nic) { await nic.StartAsync(); }", "public async Task Run(Nic nic) { (await nic.StartAsync()).ThrowIfFailed(); }")]
    [InlineData("public async Task Run(Nic nic) { nic.StartAsync(); await Task.Yield(); }", "public async Task Run(Nic nic) { (await nic.StartAsync()).ThrowIfFailed(); await Task.Yield(); }")]
    public Task An_error_is_thrown(string before, string after) => Makes(Throws, "    " + before, "    " + after);

    [Fact]
    public Task A_load_without_a_result_is_awaited() => Makes("Await it",
        "    public async Task Run(Nic nic) { nic.ResetAsync(); await Task.Yield(); }",
        "    public async Task Run(Nic nic) { await nic.ResetAsync(); await Task.Yield(); }");

    [Theory]
    [InlineData("public void Run(Nic nic) { nic.StartAsync(); }")]
    [InlineData("public void Run(Nic nic) { nic.ResetAsync(); }")]
    [InlineData("public async Task Run(Nic? nic) { nic?.StartAsync(); await Task.Yield(); }")]
    public Task Where_it_cannot_be_awaited(string member) => Fixing<UseResultFix>.Offers(Caller("    " + member));

    [Fact]
    public Task A_method_that_returns_something_else_can_only_throw() => Fixing<UseResultFix>.Offers(Caller("    public int Run(Nic nic) { nic.LoadOne(); return 0; }"), Throws);
}
