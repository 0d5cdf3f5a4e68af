using Mlx4.Benchmarks;

return await BenchmarkLine.Create().Parse(args).InvokeAsync().ConfigureAwait(false);
